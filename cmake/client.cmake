# SPDX-License-Identifier: Apache-2.0
# The client: the library, the program, and the part of the program that is loaded on a miss.
jt_layer(client jt_verify jt_net jt_seal jt_model)
jt_layer(doctor jt_client)

# cli without what loads and what is loaded.
file(GLOB cli_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/cli/*.c
     ${CMAKE_SOURCE_DIR}/src/cli/manage/*.c)
list(REMOVE_ITEM cli_sources ${CMAKE_SOURCE_DIR}/src/cli/load.c ${CMAKE_SOURCE_DIR}/src/cli/commands.c)
add_library(jt_cli STATIC ${cli_sources})
target_link_libraries(jt_cli PUBLIC jt_doctor jt_client)

# libjeton-commands.so: every command, libcurl, libcrypto, jansson.
jt_module(commands src/cli/commands.c jt_cli)

# jeton: archives are named as files, so that their libraries do not come along; what the program
# uses of them needs libsodium alone, and the link fails when that is no longer true. libsodium is
# linked statically where it can be: loading the shared one costs about a tenth of a hit.
add_executable(jeton src/bin/jeton.c src/cli/load.c)
find_library(JT_SODIUM_STATIC NAMES libsodium.a)
set(jeton_archives jt_cli jt_client jt_seal jt_codec jt_base)
foreach(archive ${jeton_archives})
  target_link_libraries(jeton PRIVATE $<TARGET_FILE:${archive}>)
endforeach()
add_dependencies(jeton ${jeton_archives} jeton_commands)
if(JT_SODIUM_STATIC)
  target_link_libraries(jeton PRIVATE ${JT_SODIUM_STATIC})
else()
  target_link_libraries(jeton PRIVATE PkgConfig::SODIUM)
endif()
target_link_options(jeton PRIVATE -Wl,--as-needed -Wl,--gc-sections)
if(JT_SANITIZE)
  target_compile_definitions(jeton PRIVATE JT_SANITIZED)
endif()

# libjeton: what include/jeton promises, and no other symbol.
file(GLOB lib_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/lib/*.c)
add_library(libjeton SHARED ${lib_sources})
set_target_properties(libjeton PROPERTIES OUTPUT_NAME jeton VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR} LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}
  LINK_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/libjeton.map)
# The verifier's public functions are called from nowhere inside.
target_link_libraries(libjeton PRIVATE jt_client)
target_link_options(libjeton PRIVATE
  LINKER:--whole-archive,$<TARGET_FILE:jt_verify>,--no-whole-archive
  -Wl,--version-script=${CMAKE_SOURCE_DIR}/cmake/libjeton.map -Wl,--as-needed)
configure_file(cmake/jeton.pc.in jeton.pc @ONLY)

# A fuzzing build has its own main functions, and no use for these.
if(JT_FUZZ)
  set_target_properties(jeton jeton_commands libjeton PROPERTIES EXCLUDE_FROM_ALL ON)
endif()

install(TARGETS jeton RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES man/jeton.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(TARGETS libjeton LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/jeton DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.h)
install(FILES ${CMAKE_BINARY_DIR}/jeton.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
