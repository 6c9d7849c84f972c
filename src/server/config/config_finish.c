/* SPDX-License-Identifier: Apache-2.0 */
/* Does the whole configuration make sense? And the defaults that depend on other options. */
#include "codec/url.h"
#include "server/config/mail_server.h"
#include "server/config/source.h"
#include "server/http/address.h"
#include "store/store.h"

static enum jt_err store_text(jt_str text, jt_str *ret_text)
{
    if (text.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    *ret_text = text;
    return JT_OK;
}

static enum jt_err default_public_url(struct jt_config *config)
{
    const char *scheme = config->tls_cert.len ? "https" : "http";
    return store_text(
        jt_arena_printf(&config->arena, "%s://%.*s", scheme, JT_STR_ARG(config->listen.items[0])),
        &config->public_url);
}

static enum jt_err default_store(struct jt_config *config)
{
    return store_text(
        jt_arena_printf(&config->arena, "sqlite:%.*s/jeton.db", JT_STR_ARG(config->data_dir)),
        &config->store_uri);
}

static enum jt_err complain(struct jt_buf *why, const char *sentence)
{
    jt_buf_append_c(why, sentence);
    return JT_ERR_ARG;
}

/* One BASE has one text: the origin in lower case without the scheme's own port. Clients compare
 * issuers byte by byte. */
static enum jt_err check_public_url(struct jt_config *config, struct jt_buf *why)
{
    struct jt_url url;
    if (jt_url_parse(config->public_url, &url) != JT_OK || url.has_query || url.has_fragment) {
        jt_buf_append_f(why, "the public URL \"%.*s\" is no http or https URL without query",
                        JT_STR_ARG(config->public_url));
        return JT_ERR_ARG;
    }
    if (url.path.len > 1) {
        return complain(why, "the public URL must not have a path: realms stand at its root");
    }
    if (!url.is_https && !jt_host_is_loopback(url.host) && !config->insecure_http) {
        jt_buf_append_f(why,
                        "the public URL %.*s would send secrets in the clear: use https "
                        "(--tls-cert, or a proxy and --public-url https://...), or say "
                        "--insecure-http if you must",
                        JT_STR_ARG(config->public_url));
        return JT_ERR_ARG;
    }
    JT_CLEAN(jt_buf_clear) struct jt_buf origin = JT_BUF_INIT(JT_URL_MAX);
    jt_url_write_origin(&origin, &url);
    JT_TRY(jt_buf_check(&origin));
    return store_text(jt_arena_copy(&config->arena, jt_buf_str(&origin)), &config->public_url);
}

static enum jt_err check_listen(jt_str text, struct jt_buf *why)
{
    jt_str host;
    uint16_t port = 0;
    size_t colon = text.len;
    while (colon > 0 && text.ptr[colon - 1] != ':') {
        colon--;
    }
    uint64_t number = 0;
    bool has_port = jt_str_to_u64(jt_str_from(text, colon), &number) && number <= UINT16_MAX;
    /* jt_authority_parse() refuses port 0, which means "a free one" here. */
    if (colon < 2 || !has_port ||
        jt_authority_parse(jt_str_slice(text, 0, colon - 1), &host, &port) != JT_OK) {
        jt_buf_append_f(why,
                        "the listen address \"%.*s\" is not ADDR:PORT, such as "
                        "127.0.0.1:8080 or [::1]:8080",
                        JT_STR_ARG(text));
        return JT_ERR_ARG;
    }
    return JT_OK;
}

static enum jt_err check_listeners(const struct jt_config *config, struct jt_buf *why)
{
    if (config->listen.count == 0) {
        return complain(why, "there is no listen address: give --listen ADDR:PORT");
    }
    for (size_t i = 0; i < config->listen.count; i++) {
        JT_TRY(check_listen(config->listen.items[i], why));
    }
    if (jt_str_equal(config->admin_listen, JT_STR("none"))) {
        return JT_OK;
    }
    return check_listen(config->admin_listen, why);
}

/* A network of every address would make anybody a trusted proxy. */
static enum jt_err check_proxies(const struct jt_config *config, struct jt_buf *why)
{
    for (size_t i = 0; i < config->trusted_proxies.count; i++) {
        jt_str proxy = config->trusted_proxies.items[i];
        struct jt_network network;
        enum jt_err err = jt_network_parse(proxy, &network);
        if (err == JT_ERR_FORMAT) {
            jt_buf_append_f(why,
                            "--trusted-proxy \"%.*s\" is neither an address nor a network such "
                            "as 10.0.0.0/8",
                            JT_STR_ARG(proxy));
            return JT_ERR_ARG;
        }
        if (err != JT_OK) {
            jt_buf_append_f(why, "--trusted-proxy \"%.*s\" would trust everybody's headers",
                            JT_STR_ARG(proxy));
            return JT_ERR_ARG;
        }
    }
    return JT_OK;
}

static enum jt_err check_words(const struct jt_config *config, struct jt_buf *why)
{
    if (!jt_str_equal(config->log_format, JT_STR("text")) &&
        !jt_str_equal(config->log_format, JT_STR("json"))) {
        return complain(why, "--log-format must be text or json");
    }
    if ((config->tls_cert.len == 0) != (config->tls_key.len == 0)) {
        return complain(why, "--tls-cert and --tls-key go together: one of them is missing");
    }
    if (config->data_dir.len == 0) {
        return complain(why, "--data must name a directory");
    }
    return JT_OK;
}

enum jt_err jt_config_finish(struct jt_config *config, struct jt_buf *why)
{
    JT_TRY(check_words(config, why));
    JT_TRY(check_listeners(config, why));
    JT_TRY(check_proxies(config, why));
    if (config->public_url.len == 0) {
        JT_TRY(default_public_url(config));
    }
    if (config->store_uri.len == 0) {
        JT_TRY(default_store(config));
    }
    if (!jt_store_knows(config->store_uri)) {
        jt_buf_append_f(why, "--store \"%.*s\" names no store that is known: sqlite:FILE",
                        JT_STR_ARG(config->store_uri));
        return JT_ERR_ARG;
    }
    JT_TRY(jt_config_check_mail(config, why));
    return check_public_url(config, why);
}
