# SPDX-License-Identifier: Apache-2.0
install(TARGETS jetond RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${CMAKE_SOURCE_DIR}/man/jetond.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
configure_file(packaging/jetond.service.in jetond.service @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/jetond.service DESTINATION lib/systemd/system)
# Somebody's options are never overwritten.
install(CODE "
  set(folder \"${CMAKE_INSTALL_FULL_SYSCONFDIR}/jetond\")
  if(NOT EXISTS \"\$ENV{DESTDIR}\${folder}/jetond.conf\")
    file(INSTALL \"${CMAKE_SOURCE_DIR}/packaging/jetond.conf\" DESTINATION \"\${folder}\")
  endif()")

# What bash-completion loads, written by the programs themselves.
foreach(program jeton jetond)
  set(script ${CMAKE_BINARY_DIR}/completion/${program})
  add_custom_command(OUTPUT ${script}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/completion
    COMMAND ${program} completion bash > ${script}
    DEPENDS ${program} jeton_commands VERBATIM)
  list(APPEND completion_scripts ${script})
endforeach()
add_custom_target(completion ALL DEPENDS ${completion_scripts})
install(FILES ${completion_scripts} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
