#define _GNU_SOURCE
#include "catseye_program.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

static atomic_int stop_requested;

// The signals of a stream: they are blocked in every thread, and the thread that watches reads them here.
static int signals = -1;
static int closing = -1; // becomes readable when the watch shall end
static int stopping = -1; // becomes readable when reads shall end

static void raise_event(int descriptor) {
  const uint64_t one = 1;
  while (descriptor >= 0 && write(descriptor, &one, sizeof one) < 0 && errno == EINTR) {}
}

static void request_stop(int number) {
  (void)number;
  atomic_store(&stop_requested, 1);
  raise_event(stopping);
}

void catseye_install_signals(void) {
  signal(SIGPIPE, SIG_IGN);
  // without SA_RESTART, so that a read that waits for the camera returns
  struct sigaction action = {.sa_handler = request_stop};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

int catseye_stop_requested(void) { return atomic_load(&stop_requested); }

static sigset_t watched_signals(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGUSR1);
  return set;
}

int catseye_watch_open(void) {
  const sigset_t set = watched_signals();
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  signals = signalfd(-1, &set, SFD_CLOEXEC);
  closing = eventfd(0, EFD_CLOEXEC);
  stopping = eventfd(0, EFD_CLOEXEC);
  return signals < 0 || closing < 0 || stopping < 0 ? -errno : 0;
}

void catseye_request_stop(void) { request_stop(0); }

void catseye_watch_close(void) { raise_event(closing); }

int catseye_stop_descriptor(void) { return stopping; }

// Lets the second signal end the program, whatever it is doing.
static void take_no_more_stops(void) {
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  const sigset_t set = watched_signals();
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

CatseyeEvent catseye_watch(int milliseconds) {
  struct pollfd waiting[2] = {{.fd = closing, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
  if (poll(waiting, 2, milliseconds) <= 0) return CATSEYE_EVENT_TIMEOUT;
  if (waiting[0].revents != 0) return CATSEYE_EVENT_CLOSED;
  struct signalfd_siginfo signal;
  if (read(signals, &signal, sizeof signal) != sizeof signal) return CATSEYE_EVENT_TIMEOUT;
  if (signal.ssi_signo == SIGUSR1) return CATSEYE_EVENT_REPORT;
  take_no_more_stops();
  catseye_request_stop();
  return CATSEYE_EVENT_STOP;
}
