// SPDX-License-Identifier: MIT
// Talking to kernlinkd: over its socket, or at the far end of the user's own ssh.
#ifndef KL_CMD_NET_CLIENT_H
#define KL_CMD_NET_CLIENT_H

#include "net.h"

#include <sys/types.h>

#define NET_SOCKET "/run/kernlink/api"

// Whom a command talks to. All zero is a beginning; net_client_close() ends it.
struct net_client {
    const char *command;       // for messages
    const char *socket, *host; // as said on the command line, or NULL
    unsigned timeout_s;        // 0: the usual
    bool alone;                // not through a daemon unless one is named
    bool forbidden;            // net_client_wanted(): one that is not named may not be talked to

    /* Of the connection. */
    void *curl;
    bool listening;
    int listener;  // where ssh takes over what curl connects to
    char name[64]; // of that
    int error_fd;  // what ssh says
    pid_t ssh;     // 0: none
    char said[2048];
    size_t n_said;
};

// For the tables of kl_options of commands that may be meant for a daemon.
extern const struct kl_option net_client_options[];
enum { NET_O_HOST = 1000, NET_O_SOCKET, NET_O_TIMEOUT };

// Takes option @id. @return 0; NET_USAGE: a mistake, which was said; -1: it is none of these
int net_client_option(struct net_client *c, int id, const char *value);
// Does the command go through a daemon: one that was named, or one whose socket answers here and
// that sees the same network?
bool net_client_wanted(struct net_client *c);
void net_client_close(struct net_client *c);

struct net_call {
    const char *method, *path; // with its query
    const char *body, *type;   // or NULL
    size_t len;
    enum { NET_NORMAL, NET_PATIENT } patience; // PATIENT: it may be silent for as long as it likes
    // For an answer of JSON lines: called for each, terminated; @value is a json_t. 0, or negative
    // to stop. NULL: the whole answer is kept.
    int (*line)(const char *text, size_t len, void *value, void *user);
    void *user;
};

struct net_answer {
    long status; // of HTTP, or 0
    char *text;
    size_t len;
    struct json_t *json; // when it is JSON
    bool asked;          // the request may have been heard
};

// Asks. What goes wrong between us and the daemon is said on stderr: NET_FAILED. An answer of any
// status is 0.
int net_client_call(struct net_client *c, const struct net_call *call, struct net_answer *ret);
// The answer of 200 to GET @path, terminated, to be freed; what goes wrong is said. @return an exit
// code
int net_client_get(struct net_client *c, const char *path, char **ret, size_t *ret_len);
void net_answer_free(struct net_answer *a);
// What the daemon says is wrong, on stderr. @return the exit code for it
int net_client_refused(struct net_client *c, const struct net_answer *a);

// Prints what came from elsewhere: characters that a terminal would obey are shown as '?'.
void net_say(FILE *to, const char *text);
// Prints an answer on stdout as it is; on a terminal as net_say() does. @return 0 or a negative
// errno
int net_print(const char *text, size_t len);
int net_print_line(const char *text, size_t len); // with an end of line

/* ---- The connection ---- */

struct net_place { // of ssh://user@host:port
    char user[64], host[256], port[8];
};

bool net_place_read(const char *text, struct net_place *ret);
// Connects to a socket. @return a descriptor, or a negative errno
int net_connect(const char *path, int timeout_ms);
// Makes the socket that is to be connected to. @return 0 or a negative errno
int net_remote_listen(struct net_client *c);
// Begins ssh, which takes the next connection. @return 0 or a negative errno
int net_remote_start(struct net_client *c);
// Takes what ssh has said so far.
void net_remote_hear(struct net_client *c);
// Ends ssh. @failed: and says what it said.
void net_remote_close(struct net_client *c, bool failed);

#endif
