# SPDX-License-Identifier: Apache-2.0
# Every tests/unit/**/test_*.c and tests/store/test_*.c is a cmocka program; every
# tests/fuzz/fuzz_*.c a fuzz target, which ordinary builds replay over its committed seeds.
pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)
file(GLOB_RECURSE unit_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/test_*.c
     ${CMAKE_SOURCE_DIR}/tests/store/test_*.c)
foreach(source ${unit_tests})
  file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR}/tests ${source})
  # tests/unit/<layer>/… links that layer alone, tests/store/ the store.
  string(REGEX REPLACE "^(unit/)?([a-z]+)/.*$" "\\2" layer ${path})
  string(REGEX REPLACE "[/.]" "_" name ${path})
  string(REGEX REPLACE "_c$" "" name ${name})
  add_executable(${name} ${source})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE jt_${layer} PkgConfig::CMOCKA)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/tests)
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endforeach()

file(GLOB fuzz_targets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/fuzz_*.c)
foreach(source ${fuzz_targets})
  get_filename_component(name ${source} NAME_WE)
  if(JT_FUZZ)
    add_executable(${name} ${source})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(${name} ${source} ${CMAKE_SOURCE_DIR}/tests/fuzz/replay.c)
    add_test(NAME ${name} COMMAND ${name} ${CMAKE_SOURCE_DIR}/tests/fuzz/seeds/${name})
  endif()
  target_link_libraries(${name} PRIVATE jt_doctor jt_client jt_server jt_verify jt_net http_parser)
endforeach()

# tests/programs/*.c: small programs that use a library as its users would.
file(GLOB test_programs CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/programs/*.c)
foreach(source ${test_programs})
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE jt_verify jt_net)
endforeach()
target_link_libraries(describe_api PRIVATE jt_server)

# tests/faults/*.c: programs that break things on purpose; their argument is how often. ctest keeps
# it short, a longer run is by hand.
file(GLOB fault_programs CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/faults/*.c)
foreach(source ${fault_programs})
  get_filename_component(name ${source} NAME_WE)
  add_executable(faults_${name} ${source})
  target_include_directories(faults_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(faults_${name} PRIVATE jt_store PkgConfig::CMOCKA)
  add_test(NAME faults_${name} COMMAND faults_${name} 20)
  set_tests_properties(faults_${name} PROPERTIES TIMEOUT 300)
endforeach()
