#include "catseye_platform.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { SPINS = 2000 };

// Without optimisation every vector of every inlined call has its own place on the stack: a kernel's frame is above 1 MiB.
#ifdef __OPTIMIZE__
enum { STACK_BYTES = CATSEYE_STACK_BYTES };
#else
enum { STACK_BYTES = 8 * CATSEYE_STACK_BYTES };
#endif

typedef struct {
  CatseyeThreadPool *pool;
  pthread_t thread;
  int32_t index;
} Worker;

// Raising `generation` publishes a job. Threads that are free take pieces from `next`; `busy` counts the helpers at work.
struct CatseyeThreadPool {
  pthread_mutex_t mutex;
  pthread_cond_t work, done;
  atomic_uint generation;
  atomic_int next, busy;
  int stopping;
  CatseyeJob job;
  void *context;
  int32_t pieces;
  int32_t helpers; // threads besides the calling one
  pthread_cond_t turns;
  uint64_t next_turn, turn; // the number of the next to come, and of the one whose turn it is
  Worker workers[CATSEYE_MAXIMUM_THREADS];
};

static void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static void take_pieces(CatseyeThreadPool *pool, int32_t worker) {
  int32_t piece;
  while ((piece = atomic_fetch_add(&pool->next, 1)) < pool->pieces) pool->job(pool->context, piece, worker);
}

// Spins briefly for the next job, then sleeps; false when the pool is being destroyed.
static int wait_for_job(CatseyeThreadPool *pool, unsigned seen) {
  for (int spin = 0; spin < SPINS; spin++, relax())
    if (atomic_load(&pool->generation) != seen) break;
  pthread_mutex_lock(&pool->mutex);
  while (atomic_load(&pool->generation) == seen) pthread_cond_wait(&pool->work, &pool->mutex);
  const int stopping = pool->stopping;
  pthread_mutex_unlock(&pool->mutex);
  return !stopping;
}

static void *helper_main(void *argument) {
  Worker *worker = argument;
  CatseyeThreadPool *pool = worker->pool;
  unsigned seen = 0;
  while (wait_for_job(pool, seen)) {
    seen = atomic_load(&pool->generation);
    take_pieces(pool, worker->index);
    if (atomic_fetch_sub(&pool->busy, 1) > 1) continue;
    pthread_mutex_lock(&pool->mutex); // the last one wakes the caller
    pthread_cond_signal(&pool->done);
    pthread_mutex_unlock(&pool->mutex);
  }
  return NULL;
}

// Every helper answers every generation, so none can still be at work on the last job when the next is published.
static void publish(CatseyeThreadPool *pool, CatseyeJob job, void *context, int32_t pieces) {
  pthread_mutex_lock(&pool->mutex);
  pool->job = job;
  pool->context = context;
  pool->pieces = pieces;
  atomic_store(&pool->next, 0);
  atomic_store(&pool->busy, pool->helpers);
  atomic_fetch_add(&pool->generation, 1);
  pthread_cond_broadcast(&pool->work);
  pthread_mutex_unlock(&pool->mutex);
}

void catseye_thread_pool_run(CatseyeThreadPool *pool, CatseyeJob job, void *context, int32_t pieces) {
  if (pool->helpers == 0 || pieces <= 1) {
    for (int32_t piece = 0; piece < pieces; piece++) job(context, piece, 0);
    return;
  }
  publish(pool, job, context, pieces);
  take_pieces(pool, 0);
  for (int spin = 0; spin < SPINS && atomic_load(&pool->busy) > 0; spin++) relax();
  pthread_mutex_lock(&pool->mutex);
  while (atomic_load(&pool->busy) > 0) pthread_cond_wait(&pool->done, &pool->mutex);
  pthread_mutex_unlock(&pool->mutex);
}

void catseye_thread_pool_take_turn(CatseyeThreadPool *pool) {
  pthread_mutex_lock(&pool->mutex);
  const uint64_t mine = pool->next_turn++;
  while (pool->turn != mine) pthread_cond_wait(&pool->turns, &pool->mutex);
  pthread_mutex_unlock(&pool->mutex);
}

void catseye_thread_pool_end_turn(CatseyeThreadPool *pool) {
  pthread_mutex_lock(&pool->mutex);
  pool->turn++;
  pthread_cond_broadcast(&pool->turns);
  pthread_mutex_unlock(&pool->mutex);
}

static int start(Worker *worker) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return 0;
  const int started = pthread_attr_setstacksize(&attributes, STACK_BYTES) == 0 &&
                      pthread_create(&worker->thread, &attributes, helper_main, worker) == 0;
  pthread_attr_destroy(&attributes);
  return started;
}

CatseyeThreadPool *catseye_thread_pool_create(int32_t threads) {
  if (threads < 1 || threads > CATSEYE_MAXIMUM_THREADS) return NULL;
  CatseyeThreadPool *pool = calloc(1, sizeof *pool);
  if (pool == NULL) return NULL;
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->work, NULL);
  pthread_cond_init(&pool->done, NULL);
  pthread_cond_init(&pool->turns, NULL);
  for (int32_t index = 1; index < threads; index++) {
    Worker *worker = &pool->workers[index];
    *worker = (Worker){.pool = pool, .index = index};
    if (!start(worker)) {
      catseye_thread_pool_destroy(pool);
      return NULL;
    }
    pool->helpers = index;
  }
  return pool;
}

void catseye_thread_pool_destroy(CatseyeThreadPool *pool) {
  if (pool == NULL) return;
  pthread_mutex_lock(&pool->mutex);
  pool->stopping = 1;
  atomic_fetch_add(&pool->generation, 1);
  pthread_cond_broadcast(&pool->work);
  pthread_mutex_unlock(&pool->mutex);
  for (int32_t index = 1; index <= pool->helpers; index++) pthread_join(pool->workers[index].thread, NULL);
  pthread_cond_destroy(&pool->turns);
  pthread_cond_destroy(&pool->done);
  pthread_cond_destroy(&pool->work);
  pthread_mutex_destroy(&pool->mutex);
  free(pool);
}
