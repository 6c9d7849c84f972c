/* SPDX-License-Identifier: Apache-2.0 */
/* Pages for whoever was refused and for administrators: what happened, what to do, who is told
 * what, and the section of the standard. */
#include "server/reasons_html.h"

static const char style[] =
    ":root{color-scheme:light dark}"
    "body{margin:0;font:1rem/1.55 system-ui,sans-serif;background:Canvas;color:CanvasText}"
    "main{max-width:42rem;margin:0 auto;padding:1.5rem 1rem 3rem}"
    "h1{font-size:1.5rem;overflow-wrap:anywhere}h2{font-size:1.1rem;margin:2rem 0 .5rem}"
    "p{margin:.5rem 0}blockquote{margin:.5rem 0;padding:.5rem 1rem;border-left:.25rem solid "
    "GrayText}"
    "code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}"
    "ul{padding-left:1.2rem}li{margin:.6rem 0}a{color:LinkText}.small{font-size:.9rem}";

jt_str jt_reasons_style(void)
{
    return jt_str_make(style, sizeof(style) - 1);
}

/* What each kind means for those who read of it. */
struct chapter {
    enum jt_reason_kind kind;
    const char *title;
    const char *told;   /* who is told */
    const char *caller; /* what a caller does */
};

static const struct chapter chapters[] = {
    {JT_REASON_TOLD, "Genuine secrets",
     "Whoever presents a genuine secret is told this, and the cure. Nobody else is.",
     "Do what the answer says, then send the request again. The secret itself is right."},
    {JT_REASON_DEAD, "Dead secrets",
     "Whoever presents a secret that once worked is told its own end, and nothing about the "
     "API client.",
     "Use the present secret. If you have none, ask an administrator and name the rejection_id of "
     "the answer."},
    {JT_REASON_DAMAGED, "Damaged pastes",
     "Everybody is told: it is seen from the bytes that were sent, whatever the server knows.",
     "Copy the secret again, whole and without anything around it, and send the request again."},
    {JT_REASON_UNIFORM, "The uniform answer",
     "Only administrators are told. The caller proved nothing, and gets one answer for all such "
     "causes, the same in bytes and in time.",
     "Compare the client id, the secret and the token endpoint with what you were given, and send "
     "the rejection_id of the answer to an administrator."},
    {JT_REASON_REQUEST, "Faults of the request",
     "Everybody is told: it shows in the request alone, or concerns a caller that has proven who "
     "it is.",
     "Change the request as the answer says, then send it again. Without a change it is refused "
     "again."},
    {JT_REASON_BEARER, "At the APIs",
     "Whoever sends a request to an API is told; what concerns a token only whoever holds one that "
     "this server signed.",
     "Ask the token endpoint for a new token as the answer says, then send the request again."},
    {JT_REASON_FAULT, "Faults inside",
     "Everybody is told that the server cannot answer; its log says why. A fault inside is never "
     "a no.",
     "Wait for as long as Retry-After says, then send the same request again."},
};

static const struct chapter *chapter_of(enum jt_reason_kind kind)
{
    const struct chapter *chapter = chapters;
    while (chapter->kind != kind) {
        chapter++;
    }
    return chapter;
}

static void append_text(struct jt_buf *buf, jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.ptr[i]) {
        case '<':
            jt_buf_append_c(buf, "&lt;");
            break;
        case '>':
            jt_buf_append_c(buf, "&gt;");
            break;
        case '&':
            jt_buf_append_c(buf, "&amp;");
            break;
        case '"':
            jt_buf_append_c(buf, "&quot;");
            break;
        default:
            jt_buf_append_char(buf, text.ptr[i]);
        }
    }
}

static void begin(struct jt_buf *buf, jt_str title)
{
    jt_buf_append_c(buf, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                         "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                         "<title>");
    append_text(buf, title);
    jt_buf_append_c(buf, "</title><style>");
    jt_buf_append(buf, jt_reasons_style());
    jt_buf_append_c(buf, "</style></head><body><main>\n<h1>");
    append_text(buf, title);
    jt_buf_append_c(buf, "</h1>\n");
}

static void end(struct jt_buf *buf)
{
    jt_buf_append_c(buf, "</main></body></html>\n");
}

static void write_paragraph(struct jt_buf *buf, const char *title, jt_str text)
{
    jt_buf_append_f(buf, "<h2>%s</h2>\n<p>", title);
    append_text(buf, text);
    jt_buf_append_c(buf, "</p>\n");
}

static void write_status(struct jt_buf *buf, const struct jt_reason *reason)
{
    jt_buf_append_f(buf, "<p>Status <code>%d</code>", reason->status);
    if (reason->error.len > 0) {
        jt_buf_append_c(buf, ", error <code>");
        append_text(buf, reason->error);
        jt_buf_append_c(buf, "</code>");
    }
    jt_buf_append_c(buf, "</p>\n");
}

/* "RFC 6749 §5.2" and "RFC 6749 appendix B" have an address; anything else stands as it is. */
static void write_section(struct jt_buf *buf, jt_str section)
{
    static const jt_str rfc = JT_STR_INIT("RFC ");
    static const jt_str marks[] = {JT_STR_INIT(" §"), JT_STR_INIT(" appendix ")};
    static const char *const anchors[] = {"section-", "appendix-"};
    jt_buf_append_c(buf, "<h2>The standard</h2>\n<p>");
    for (size_t i = 0; i < 2 && jt_str_starts_with(section, rfc); i++) {
        size_t at = jt_str_find(section, marks[i]);
        if (at < section.len) {
            jt_str number = jt_str_slice(section, rfc.len, at - rfc.len);
            jt_str place = jt_str_from(section, at + marks[i].len);
            jt_buf_append_f(buf, "<a href=\"https://www.rfc-editor.org/rfc/rfc%.*s#%s%.*s\">",
                            JT_STR_ARG(number), anchors[i], JT_STR_ARG(place));
            append_text(buf, section);
            jt_buf_append_c(buf, "</a></p>\n");
            return;
        }
    }
    append_text(buf, section);
    jt_buf_append_c(buf, "</p>\n");
}

void jt_reasons_write_page(struct jt_buf *buf, const struct jt_reason *reason)
{
    const struct chapter *chapter = chapter_of(reason->kind);
    begin(buf, reason->name);
    write_status(buf, reason);
    jt_buf_append_c(buf, "<h2>What the answer says</h2>\n<blockquote>");
    append_text(buf, reason->text);
    jt_buf_append_c(buf, "</blockquote>\n");
    write_paragraph(buf, "What to do, as the caller", jt_str_from_c(chapter->caller));
    write_paragraph(buf, "What to do, as an administrator", reason->hint);
    jt_buf_append_c(buf, "<p class=\"small\">The rejection with its evidence is at <code>GET "
                         "/api/identity/v1/rejections/REFERENCE</code>: the reference is the "
                         "<code>rejection_id</code> of the answer.</p>\n");
    write_paragraph(buf, "Who is told", jt_str_from_c(chapter->told));
    write_section(buf, reason->section);
    jt_buf_append_c(buf, "<p><a href=\"../reasons\">All reasons</a></p>\n");
    end(buf);
}

static void write_chapter(struct jt_buf *buf, const struct chapter *chapter)
{
    jt_buf_append_f(buf, "<h2>%s</h2>\n<ul>\n", chapter->title);
    for (unsigned i = 0; i < JT_REASON_COUNT; i++) {
        const struct jt_reason *reason = jt_reason_get((enum jt_reason_id)i);
        if (reason->kind != chapter->kind) {
            continue;
        }
        jt_buf_append_f(buf, "<li id=\"%.*s\"><a href=\"reasons/%.*s\"><code>%.*s</code></a><br>",
                        JT_STR_ARG(reason->name), JT_STR_ARG(reason->name),
                        JT_STR_ARG(reason->name));
        append_text(buf, reason->text);
        jt_buf_append_c(buf, "</li>\n");
    }
    jt_buf_append_c(buf, "</ul>\n");
}

/* The causes of the uniform answer are left out: nobody is told them who was refused. Each has its
 * page all the same, for administrators. */
void jt_reasons_write_index(struct jt_buf *buf)
{
    begin(buf, JT_STR("Why a request was refused"));
    for (size_t i = 0; i < sizeof(chapters) / sizeof(chapters[0]); i++) {
        if (chapters[i].kind != JT_REASON_UNIFORM) {
            write_chapter(buf, &chapters[i]);
        }
    }
    end(buf);
}
