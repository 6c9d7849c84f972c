/* SPDX-License-Identifier: Apache-2.0 */
/* What an exchange knows from its connection before the application sees it. */
#include "server/http/connection.h"
#include "server/http/tls.h"

#include <string.h>

/* Numbers are drawn for many requests at once; an id is not a secret. */
static bool next_number(struct jt_loop *loop, uint64_t *ret_number)
{
    if (loop->id_numbers_left == 0) {
        const struct jt_rand *rand = loop->server->options.rand;
        if (jt_rand_fill(rand, loop->id_numbers, sizeof(loop->id_numbers)) != JT_OK) {
            return false;
        }
        loop->id_numbers_left = JT_LOOP_ID_NUMBERS;
    }
    *ret_number = loop->id_numbers[--loop->id_numbers_left];
    return true;
}

static bool make_request_id(struct jt_loop *loop, char ret_id[static JT_REQUEST_ID_TEXT + 1])
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    uint64_t numbers[2];
    if (!next_number(loop, &numbers[0]) || !next_number(loop, &numbers[1])) {
        return false;
    }
    for (size_t i = 0; i < JT_REQUEST_ID_TEXT; i++) {
        ret_id[i] = digits[numbers[i % 2] % 62];
        numbers[i % 2] /= 62;
    }
    ret_id[JT_REQUEST_ID_TEXT] = '\0';
    return true;
}

static bool set_server_name(struct jt_connection *connection, struct jt_exchange *x)
{
    x->tls_server_name = jt_str_make(NULL, 0);
    if (connection->tls == NULL) {
        return true;
    }
    jt_str name = jt_tls_stream_server_name(connection->tls);
    if (name.len == 0) {
        return true;
    }
    char *copy = jt_arena_alloc(&x->arena, name.len);
    for (size_t i = 0; copy && i < name.len; i++) {
        bool is_upper = name.ptr[i] >= 'A' && name.ptr[i] <= 'Z';
        copy[i] = (char)(is_upper ? name.ptr[i] | 0x20 : name.ptr[i]);
    }
    x->tls_server_name = jt_str_make(copy, name.len);
    return copy != NULL;
}

bool jt_connection_begin_exchange(struct jt_connection *connection)
{
    struct jt_loop *loop = connection->loop;
    const struct jt_http_server_options *options = &loop->server->options;
    struct jt_exchange *x = &connection->slot->x;
    jt_link_append(&loop->exchanges, &connection->slot->link);
    connection->slot->keep_alive = connection->parse.keep_alive;
    x->loop = loop;
    x->listener = connection->listener;
    x->is_tls = connection->tls != NULL;
    x->started = jt_clock_mono(options->clock);
    x->app = NULL;
    x->response.status = 0;
    x->response.content_type = x->response.body = jt_str_make(NULL, 0);
    x->response.header_count = 0;
    x->response.close = false;
    memcpy(x->peer_address, connection->peer_text, sizeof(x->peer_address));
    if (!make_request_id(loop, x->request_id)) {
        return false;
    }
    return set_server_name(connection, x);
}

bool jt_connection_find_client(struct jt_connection *connection)
{
    struct jt_exchange *x = &connection->slot->x;
    const struct jt_proxies *proxies = &connection->loop->settings.proxies;
    struct jt_address client;
    if (!jt_proxies_trust(proxies, &connection->peer)) {
        return true;
    }
    if (jt_proxies_find_client(proxies, &x->request, &connection->peer, &client) != JT_OK) {
        return false;
    }
    jt_address_write(&client, x->peer_address);
    return true;
}
