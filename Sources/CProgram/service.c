// systemd's notification protocol: datagrams to the socket that NOTIFY_SOCKET names (sd_notify(3)).
// WATCHDOG_PID is ignored: in a pipeline the main process is the shell, and NotifyAccess= says who may send.
#include "catseye_program.h"

#include "catseye_platform.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void notify(const char *message) {
  const char *path = getenv("NOTIFY_SOCKET");
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (path == NULL || (path[0] != '/' && path[0] != '@') || strlen(path) >= sizeof address.sun_path) return;
  strcpy(address.sun_path, path);
  if (path[0] == '@') address.sun_path[0] = 0; // an abstract socket
  const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return;
  const socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
  // a manager that does not read must not stall a frame
  sendto(descriptor, message, strlen(message), MSG_NOSIGNAL | MSG_DONTWAIT, (struct sockaddr *)&address, length);
  close(descriptor);
}

int catseye_service_is_watched(void) { return getenv("NOTIFY_SOCKET") != NULL; }
void catseye_service_ready(void) { notify("READY=1"); }
void catseye_service_stopping(void) { notify("STOPPING=1"); }

void catseye_service_heartbeat(void) {
  static int64_t interval = -1; // nanoseconds; 0: no watchdog
  static uint64_t last;
  if (interval < 0) {
    const char *limit = getenv("WATCHDOG_USEC");
    interval = limit != NULL ? strtoll(limit, NULL, 10) * 1000 / 4 : 0;
    if (interval < 0) interval = 0;
  }
  if (interval == 0) return;
  const uint64_t now = catseye_clock();
  if (now - last < (uint64_t)interval) return;
  last = now;
  notify("WATCHDOG=1");
}
