// SPDX-License-Identifier: MIT
// Not written yet.
#include "net.h"
#include <kernlink/net_watch.h>
#include <kernlink/net_wireguard.h>
#pragma GCC diagnostic ignored "-Wunused-parameter"

int kl_net_batch_new(struct kl_net_batch **ret, struct kl_net *n, unsigned flags)
{
    return -EOPNOTSUPP;
}
void kl_net_batch_free(struct kl_net_batch *b)
{
}
int64_t kl_net_batch_add(struct kl_net_batch *b, enum kl_net_verb verb,
                         const struct kl_net_object *o, void *tag)
{
    return -EOPNOTSUPP;
}
int kl_net_batch_run(struct kl_net_batch *b, kl_net_batch_fn *fn, void *user)
{
    return -EOPNOTSUPP;
}
size_t kl_net_batch_count(const struct kl_net_batch *b)
{
    return 0;
}
int kl_net_watch_open(struct kl_net_watch **ret, const struct kl_net_watch_options *options,
                      kl_net_watch_fn *fn, void *user)
{
    return -EOPNOTSUPP;
}
void kl_net_watch_close(struct kl_net_watch *w)
{
}
const struct kl_error *kl_net_watch_error(const struct kl_net_watch *w)
{
    return NULL;
}
int kl_net_watch_fd(const struct kl_net_watch *w)
{
    return -EOPNOTSUPP;
}
int kl_net_watch_timeout(const struct kl_net_watch *w)
{
    return -EOPNOTSUPP;
}
int kl_net_watch_dispatch(struct kl_net_watch *w)
{
    return -EOPNOTSUPP;
}
int kl_net_watch_wait(struct kl_net_watch *w, unsigned timeout_ms)
{
    return -EOPNOTSUPP;
}
bool kl_net_watch_synced(const struct kl_net_watch *w)
{
    return 0;
}
int kl_net_watch_resync(struct kl_net_watch *w)
{
    return -EOPNOTSUPP;
}
size_t kl_net_watch_count(const struct kl_net_watch *w, enum kl_net_type type)
{
    return 0;
}
int64_t kl_net_watch_each(struct kl_net_watch *w, enum kl_net_type type, kl_net_fn *fn, void *user)
{
    return -EOPNOTSUPP;
}
int kl_net_watch_find(struct kl_net_watch *w, const struct kl_net_object *like,
                      struct kl_net_object *ret)
{
    return -EOPNOTSUPP;
}
int kl_net_watch_link(struct kl_net_watch *w, const char *name, struct kl_net_object *ret)
{
    return -EOPNOTSUPP;
}
void kl_net_watch_stats(const struct kl_net_watch *w, struct kl_net_watch_stats *ret)
{
}
int kl_wg_get(struct kl_net *n, int32_t ifindex, const char *name, struct kl_wg_device **ret)
{
    return -EOPNOTSUPP;
}
void kl_wg_device_free(struct kl_wg_device *d)
{
}
int kl_wg_set(struct kl_net *n, const struct kl_wg_device *d)
{
    return -EOPNOTSUPP;
}
int kl_wg_key_parse(uint8_t ret[KL_WG_KEY_SIZE], const char *text)
{
    return -EOPNOTSUPP;
}
const char *kl_wg_key_text(const uint8_t key[KL_WG_KEY_SIZE], char buffer[KL_WG_KEY_TEXT])
{
    return NULL;
}
int kl_wg_key_generate(uint8_t ret[KL_WG_KEY_SIZE])
{
    return -EOPNOTSUPP;
}
