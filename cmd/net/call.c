// SPDX-License-Identifier: MIT
// Requests to the daemon, by libcurl over a connection of our own making. An answer is bounded in
// size and in time, whoever gives it.
#include "client.h"

#include <curl/curl.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define TIMEOUT_S  60
#define MAX_ANSWER (64u << 20)
#define MAX_LINE   (4u << 20)
#define MAX_LINES  (256u << 20) // all of them: a kilobyte for each object of the largest settings
#define MAX_PATH   2000

struct transfer {
    struct net_client *c;
    const struct net_call *call;
    struct net_answer *answer;
    size_t size, came; // of answer->text; all that came
    int64_t begun_ms, last_ms;
    unsigned timeout_s;
    int connect_code, line_code;
    bool lines;      // its body is handed out line by line
    const char *why; // we ended it
};

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- The connection ---- */

static const char *socket_of(const struct net_client *c)
{
    return c->socket ? c->socket : NET_SOCKET;
}

// Before curl connects, which it does itself: it knows no other way of having a connection.
static curl_socket_t open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *t = user;
    int fd, code = 0;

    (void)purpose;
    net_remote_close(t->c, false); // of a connection that the daemon has ended
    fd = socket(address->family, address->socktype | SOCK_CLOEXEC, 0);
    if (fd >= 0 && t->c->host)
        code = net_remote_start(t->c);
    if (code) {
        close(fd);
        t->connect_code = code;
        return CURL_SOCKET_BAD;
    }
    return fd < 0 ? CURL_SOCKET_BAD : fd;
}

// Called each second at least.
static int look(void *user, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up)
{
    struct transfer *t = user;
    int64_t limit = (int64_t)t->timeout_s * 1000, at = now_ms();

    (void)total;
    (void)now;
    (void)up_total;
    (void)up;
    net_remote_hear(t->c);
    if (t->call->patience == NET_PATIENT)
        return 0;
    // What comes drop by drop must end, too, unless it is a stream.
    if (at - t->last_ms > limit || (!t->call->line && at - t->begun_ms > 4 * limit))
        t->why = "does not answer in time (--timeout)";
    return t->why != NULL;
}

/* ---- The answer ---- */

static bool give_line(struct transfer *t, char *text, size_t len)
{
    json_t *value;
    int code;

    text[len] = '\0';
    if (!len)
        return true;
    value = json_loadb(text, len, 0, NULL);
    if (!value) {
        t->why = "answers with what is no JSON";
        return false;
    }
    code = t->call->line(text, len, value, t->call->user);
    json_decref(value);
    t->line_code = code;
    return code >= 0;
}

// Hands out the lines that are whole; what is behind them stays.
static bool give_lines(struct transfer *t)
{
    struct net_answer *a = t->answer;
    size_t at = 0;
    char *end;

    while ((end = memchr(a->text + at, '\n', a->len - at))) {
        size_t len = (size_t)(end - (a->text + at));

        if (!give_line(t, a->text + at, len))
            return false;
        at += len + 1;
    }
    memmove(a->text, a->text + at, a->len - at);
    a->len -= at;
    if (a->len > MAX_LINE)
        t->why = "sends a line without an end";
    return !t->why;
}

static size_t receive(char *data, size_t one, size_t n, void *user)
{
    struct transfer *t = user;
    struct net_answer *a = t->answer;

    n *= one;
    if (!a->status) {
        curl_easy_getinfo(t->c->curl, CURLINFO_RESPONSE_CODE, &a->status);
        t->lines = t->call->line && a->status == 200;
    }
    t->last_ms = now_ms();
    t->came += n;
    if (n > MAX_ANSWER - a->len || t->came > MAX_LINES) {
        t->why = "sends an answer without an end";
        return 0;
    }
    if (a->len + n + 1 > t->size) {
        t->size = (a->len + n + 1) * 2;
        char *more = realloc(a->text, t->size);

        if (!more) {
            t->why = strerror(ENOMEM);
            return 0;
        }
        a->text = more;
    }
    memcpy(a->text + a->len, data, n);
    a->len += n;
    a->text[a->len] = '\0';
    return !t->lines || give_lines(t) ? n : 0;
}

/* ---- Calls ---- */

static void say_failure(const struct transfer *t, CURLcode code, const char *words)
{
    const struct net_client *c = t->c;
    const char *who = c->host ? c->host : socket_of(c);

    if (t->why)
        fprintf(stderr, "%s: %s %s\n", c->command, who, t->why);
    else if (t->connect_code == -ENOENT || t->connect_code == -ECONNREFUSED)
        fprintf(stderr, "%s: %s: no daemon is there\n", c->command, who);
    else if (t->connect_code == -EACCES)
        fprintf(stderr, "%s: %s: you may not talk to the daemon\n", c->command, who);
    else if (t->connect_code == -EAGAIN)
        fprintf(stderr, "%s: %s: too many talk to the daemon\n", c->command, who);
    else if (t->connect_code)
        fprintf(stderr, "%s: %s: %s\n", c->command, who, strerror(-t->connect_code));
    else if (code == CURLE_PARTIAL_FILE || code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR ||
             code == CURLE_SEND_ERROR)
        fprintf(stderr, "%s: %s: the answer was cut off\n", c->command, who);
    else if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_WEIRD_SERVER_REPLY)
        fprintf(stderr, "%s: %s: what answers there is no kernlinkd\n", c->command, who);
    else
        fprintf(stderr, "%s: %s: %s\n", c->command, who, *words ? words : curl_easy_strerror(code));
}

static CURLcode perform(struct transfer *t, CURL *h, char *words)
{
    const struct net_call *call = t->call;
    struct curl_slist *headers = NULL, *more;
    char url[MAX_PATH + 32], type[128];
    CURLcode code;

    // An address in numbers, as a name would be looked up: it goes nowhere.
    snprintf(url, sizeof url, "http://127.0.0.1%s", call->path);
    snprintf(type, sizeof type, "Content-Type: %s", call->type ? call->type : "application/json");
    more = curl_slist_append(headers, "Expect:");
    headers = more ? more : headers;
    more = curl_slist_append(headers, call->body ? type : "Content-Type:");
    headers = more ? more : headers;
    curl_easy_setopt(h, CURLOPT_URL, url);
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http");
    curl_easy_setopt(h, CURLOPT_PROXY, "");
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(h, CURLOPT_ERRORBUFFER, words);
    curl_easy_setopt(h, CURLOPT_USERAGENT, "kernlink");
    if (call->body || !strcmp(call->method, "POST") || !strcmp(call->method, "PUT")) {
        curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)(call->body ? call->len : 0));
        curl_easy_setopt(h, CURLOPT_POSTFIELDS, call->body ? call->body : "");
    }
    curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, call->method);
    curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, t);
    if (t->c->host)
        curl_easy_setopt(h, CURLOPT_ABSTRACT_UNIX_SOCKET, t->c->name);
    else
        curl_easy_setopt(h, CURLOPT_UNIX_SOCKET_PATH, socket_of(t->c));
    curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, look);
    curl_easy_setopt(h, CURLOPT_XFERINFODATA, t);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, t);
    code = curl_easy_perform(h);
    curl_slist_free_all(headers);
    return code;
}

int net_client_call(struct net_client *c, const struct net_call *call, struct net_answer *ret)
{
    struct transfer t = {.c = c, .call = call, .answer = ret, .begun_ms = now_ms()};
    char words[CURL_ERROR_SIZE] = "";
    long error = 0;
    CURLcode code;

    *ret = (struct net_answer){0};
    if (!c->host && strlen(socket_of(c)) >= sizeof((struct sockaddr_un *)NULL)->sun_path) {
        fprintf(stderr, "%s: %s: the path is too long\n", c->command, socket_of(c));
        return NET_FAILED;
    }
    if (strlen(call->path) > MAX_PATH) {
        fprintf(stderr, "%s: what is asked for is too long\n", c->command);
        return NET_FAILED;
    }
    t.last_ms = t.begun_ms;
    t.timeout_s = c->timeout_s ? c->timeout_s : TIMEOUT_S;
    if (!c->curl)
        c->curl = curl_easy_init();
    if (!c->curl) {
        fprintf(stderr, "%s: libcurl does not begin\n", c->command);
        return NET_FAILED;
    }
    curl_easy_reset(c->curl);
    if (c->host)
        t.connect_code = net_remote_listen(c);
    code = t.connect_code ? CURLE_COULDNT_CONNECT : perform(&t, c->curl, words);
    if (code == CURLE_COULDNT_CONNECT && !t.connect_code) {
        curl_easy_getinfo(c->curl, CURLINFO_OS_ERRNO, &error);
        t.connect_code = -(int)error;
    }
    ret->asked = code != CURLE_COULDNT_CONNECT;
    curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &ret->status);
    if (t.line_code < 0)
        return NET_FAILED; // who stopped it says why
    if (!code && t.lines && ret->len && !give_line(&t, ret->text, ret->len))
        code = CURLE_WRITE_ERROR;
    if (code) {
        say_failure(&t, code, words);
        curl_easy_cleanup(c->curl);
        c->curl = NULL;
        net_remote_close(c, true);
        return NET_FAILED;
    }
    if (!t.lines && ret->len)
        ret->json = json_loadb(ret->text, ret->len, 0, NULL);
    return 0;
}

int net_client_refused(struct net_client *c, const struct net_answer *a)
{
    const char *words = json_string_value(json_object_get(a->json, "error"));

    fprintf(stderr, "%s: ", c->command);
    if (words)
        net_say(stderr, words);
    else if (a->status < 400)
        fputs("the daemon's answer is not what was asked for", stderr);
    else
        fprintf(stderr, "the daemon answers with %ld and no reason", a->status);
    fputc('\n', stderr);
    return NET_FAILED;
}

int net_client_get(struct net_client *c, const char *path, char **ret, size_t *ret_len)
{
    const struct net_call call = {.method = "GET", .path = path};
    struct net_answer a = {0};
    int code = net_client_call(c, &call, &a);

    if (!code && (a.status < 200 || a.status > 299))
        code = net_client_refused(c, &a);
    *ret = NULL;
    *ret_len = 0;
    if (!code) {
        *ret = a.text ? a.text : strdup("");
        *ret_len = a.len;
        a.text = NULL;
    }
    net_answer_free(&a);
    return code ? code : *ret ? NET_OK : NET_FAILED;
}

void net_answer_free(struct net_answer *a)
{
    json_decref(a->json);
    free(a->text);
    *a = (struct net_answer){0};
}

void net_client_close(struct net_client *c)
{
    if (c->curl)
        curl_easy_cleanup(c->curl);
    c->curl = NULL;
    net_remote_close(c, false);
    if (c->listening)
        close(c->listener);
    c->listening = false;
}
