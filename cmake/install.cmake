# SPDX-License-Identifier: Apache-2.0
include(GNUInstallDirs)
install(TARGETS jetond RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
