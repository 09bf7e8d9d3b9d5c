#define _GNU_SOURCE
#include "catseye_platform.h"

#include <pthread.h>
#include <stdlib.h>

// More than libjpeg and the formatting of a line need. With all memory locked, every byte of it is resident.
enum { STACK_SIZE = 512 << 10 };

struct CatseyeGate {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
};

CatseyeGate *catseye_gate_create(void) {
  CatseyeGate *gate = calloc(1, sizeof *gate);
  if (gate == NULL) return NULL;
  pthread_mutex_init(&gate->mutex, NULL);
  pthread_cond_init(&gate->changed, NULL);
  return gate;
}

void catseye_gate_lock(CatseyeGate *gate) { pthread_mutex_lock(&gate->mutex); }
void catseye_gate_unlock(CatseyeGate *gate) { pthread_mutex_unlock(&gate->mutex); }
void catseye_gate_wait(CatseyeGate *gate) { pthread_cond_wait(&gate->changed, &gate->mutex); }
void catseye_gate_wake(CatseyeGate *gate) { pthread_cond_broadcast(&gate->changed); }

void catseye_gate_destroy(CatseyeGate *gate) {
  pthread_cond_destroy(&gate->changed);
  pthread_mutex_destroy(&gate->mutex);
  free(gate);
}

struct CatseyeThread {
  pthread_t thread;
  void (*body)(void *);
  void *context;
};

static void *thread_main(void *argument) {
  CatseyeThread *thread = argument;
  thread->body(thread->context);
  return NULL;
}

CatseyeThread *catseye_thread_start(const char *name, void (*body)(void *), void *context) {
  CatseyeThread *thread = calloc(1, sizeof *thread);
  if (thread == NULL) return NULL;
  thread->body = body;
  thread->context = context;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_SIZE);
  const int status = pthread_create(&thread->thread, &attributes, thread_main, thread);
  pthread_attr_destroy(&attributes);
  if (status != 0) {
    free(thread);
    return NULL;
  }
  pthread_setname_np(thread->thread, name);
  return thread;
}

void catseye_thread_join(CatseyeThread *thread) {
  pthread_join(thread->thread, NULL);
  free(thread);
}
