# SPDX-License-Identifier: Apache-2.0
# The client: the library, the program, and the part of the program that is loaded on a miss.
jt_layer(client jt_verify jt_net jt_seal jt_model)
