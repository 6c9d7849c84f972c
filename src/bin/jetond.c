/* SPDX-License-Identifier: Apache-2.0 */
/* The authorization server: parse arguments, wire, run. */
int main(void)
{
    return 0;
}
