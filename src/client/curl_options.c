/* SPDX-License-Identifier: Apache-2.0 */
/* The options of curl 7.88, which Debian 12 has, and what came since. Those of other protocols than
 * HTTP are there for their values, which would be taken as addresses otherwise. */
#include "client/curl_options.h"

static const struct jt_curl_option options[] = {
#define JT_CURL_OPTION(name, letter, takes_value, does)                                            \
    {name, letter, takes_value, JT_CURL_DOES_##does},
#include "client/curl_option.def"
#undef JT_CURL_OPTION
};

/* They change nothing in a request. The values of the second belong to them. */
static const char harmless_flags[] =
    " basic compressed silent show-error show-headers include verbose fail fail-with-body"
    " fail-early globoff ipv4 ipv6 http1.0 http1.1 http2 http2-prior-knowledge http3"
    " http0.9 tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 sslv2 sslv3 no-buffer buffer"
    " progress-bar progress-meter parallel raw remote-header-name remote-time"
    " remote-name-all junk-session-cookies disable proxytunnel append list-only use-ascii"
    " manual version create-dirs path-as-is post301 post302 post303 retry-connrefused"
    " retry-all-errors ssl ssl-reqd ssl-no-revoke ssl-revoke-best-effort ssl-allow-beast"
    " cert-status tcp-nodelay tcp-fastopen tr-encoding keepalive sessionid alpn npn"
    " styled-output trace-time disallow-username-in-url ignore-content-length"
    " suppress-connect-headers xattr form-escape remove-on-error no-clobber compressed-ssh"
    " crlf disable-eprt disable-epsv doh-cert-status false-start ftp-create-dirs ftp-pasv"
    " ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-control haproxy-protocol http3-only"
    " mail-rcpt-allowfails metalink parallel-immediate proxy-anyauth proxy-basic"
    " proxy-digest proxy-negotiate proxy-ntlm proxy-ssl-allow-beast"
    " proxy-ssl-auto-client-cert proxy-tlsv1 sasl-ir socks5-basic socks5-gssapi"
    " socks5-gssapi-nec ssl-auto-client-cert tftp-no-options";
static const char harmless_values[] =
    " write-out max-time connect-timeout retry retry-delay retry-max-time max-redirs"
    " max-filesize limit-rate rate range continue-at speed-limit speed-time time-cond"
    " ftp-port quote telnet-option help proto proto-default proto-redir noproxy tls-max"
    " curves engine random-file egd-file dns-servers dns-interface dns-ipv4-addr"
    " dns-ipv6-addr doh-url keepalive-time happy-eyeballs-timeout-ms parallel-max"
    " create-file-mode delegation service-name sasl-authzid login-options tlsuser"
    " tlspassword tlsauthtype proxy-cacert proxy-cert proxy-key proxy-pass variable"
    " trace-config ech etag-compare expect100-timeout ftp-account ftp-alternative-to-user"
    " ftp-method ftp-ssl-ccc-mode hostpubmd5 hostpubsha256 krb local-port mail-auth"
    " mail-from mail-rcpt proxy-capath proxy-cert-type proxy-ciphers proxy-crlfile"
    " proxy-key-type proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers"
    " proxy-tlsauthtype proxy-tlspassword proxy-tlsuser pubkey socks5-gssapi-service"
    " tftp-blksize";
static const char harmless_flag_letters[] = "sSivfg460123N#ZJRjqpalBMV";
static const char harmless_value_letters[] = "wmrCYyzPQth";
static const struct jt_curl_option harmless_flag = {"", 0, false, JT_CURL_DOES_NOTHING};
static const struct jt_curl_option harmless_value = {"", 0, true, JT_CURL_DOES_NOTHING};

static bool lists(jt_str list, jt_str name)
{
    jt_str part;
    while (jt_str_next(&list, ' ', &part)) {
        if (part.len && jt_str_equal(part, name)) {
            return true;
        }
    }
    return false;
}

static const struct jt_curl_option *find_exact(jt_str name)
{
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        if (jt_str_equal(jt_str_from_c(options[i].name), name)) {
            return &options[i];
        }
    }
    if (lists(jt_str_from_c(harmless_flags), name)) {
        return &harmless_flag;
    }
    return lists(jt_str_from_c(harmless_values), name) ? &harmless_value : NULL;
}

const struct jt_curl_option *jt_curl_option_find(jt_str name)
{
    const struct jt_curl_option *option = find_exact(name);
    if (option || !jt_str_starts_with(name, JT_STR("no-"))) {
        return option;
    }
    option = find_exact(jt_str_from(name, 3));
    return option && !option->takes_value ? &harmless_flag : NULL;
}

const struct jt_curl_option *jt_curl_option_find_letter(char letter)
{
    for (size_t i = 0; letter && i < sizeof(options) / sizeof(options[0]); i++) {
        if (options[i].letter == letter) {
            return &options[i];
        }
    }
    jt_str flags = jt_str_from_c(harmless_flag_letters);
    jt_str values = jt_str_from_c(harmless_value_letters);
    if (jt_str_find_char(flags, letter) < flags.len) {
        return &harmless_flag;
    }
    return jt_str_find_char(values, letter) < values.len ? &harmless_value : NULL;
}
