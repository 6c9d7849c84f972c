# SPDX-License-Identifier: Apache-2.0
include(GNUInstallDirs)
install(TARGETS jetond RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${CMAKE_SOURCE_DIR}/man/jetond.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
install(FILES ${CMAKE_SOURCE_DIR}/packaging/jetond.service DESTINATION lib/systemd/system)
