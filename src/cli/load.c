/* SPDX-License-Identifier: Apache-2.0 */
/* Loading libjeton-commands.so. */
#include "base/module.h"
#include "cli/commands.h"

enum jt_err jt_commands_load(const struct jt_commands **ret_commands, struct jt_trouble *trouble)
{
    static const struct jt_module module = {"libjeton-commands.so", JT_COMMANDS_SYMBOL};
    JT_CLEAN(jt_buf_clear) struct jt_buf why = {0};
    const void *commands = NULL;
    enum jt_err err = jt_module_load(&module, &commands, &why);
    if (err != JT_OK) {
        jt_trouble_set(trouble, JT_TROUBLE_INTERNAL,
                       "The part of the program that speaks to servers cannot be loaded: %s.",
                       jt_buf_c(&why));
        jt_trouble_set_next(trouble, "Install Jeton again, whole.");
        return err;
    }
    *ret_commands = commands;
    return JT_OK;
}
