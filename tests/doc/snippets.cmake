# SPDX-License-Identifier: MIT
# The programs of the documentation: the cpp block of each page in resources/doc becomes a part of
# doc_tests, and the text block after it is what the program must print. The page is the only
# source. Several pages share a translation unit, each in a namespace of its own, which is cheap to
# compile; a page that specialises a template stands outside of one.
file(GLOB pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/resources/doc/*.md)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${pages})

# doc_block(TEXT LANGUAGE BEGIN): sets `block` to what stands in the first fenced block of this
# language, `block_begin` and `block_end` to its place; block_begin is -1 when there is none.
function(doc_block text language)
  string(FIND "${text}" "\n```${language}\n" begin)
  set(block_begin ${begin} PARENT_SCOPE)
  if(begin EQUAL -1)
    return()
  endif()
  string(LENGTH "\n```${language}\n" fence)
  math(EXPR begin "${begin} + ${fence}")
  string(SUBSTRING "${text}" ${begin} -1 rest)
  string(FIND "${rest}" "\n```" length)
  math(EXPR length "${length} + 1")
  string(SUBSTRING "${rest}" 0 ${length} block)
  math(EXPR end "${begin} + ${length}")
  set(block "${block}" PARENT_SCOPE)
  set(block_begin ${begin} PARENT_SCOPE)
  set(block_end ${end} PARENT_SCOPE)
endfunction()

set(units 3)  # without Qt; those with it are one more
set(next_unit 0)
foreach(unit RANGE ${units})
  set(includes_${unit} "")
  set(programs_${unit} "")
endforeach()

foreach(page IN LISTS pages)
  cmake_path(GET page STEM name)
  file(READ ${page} text)
  doc_block("${text}" cpp)
  if(block_begin EQUAL -1)
    continue()
  endif()
  set(program "${block}")
  string(SUBSTRING "${text}" 0 ${block_begin} before)
  string(REGEX MATCHALL "\n" lines "${before}")
  list(LENGTH lines line)
  math(EXPR line "${line} + 1")

  string(SUBSTRING "${text}" ${block_end} -1 rest)
  doc_block("${rest}" text)
  if(block_begin EQUAL -1)
    message(FATAL_ERROR "${page}: no text block says what the program prints")
  endif()
  set(output "${block}")

  if(program MATCHES "#include <(Q|loopscope/(ui|qt)/)")
    set(unit ${units})
  else()
    set(unit ${next_unit})
    math(EXPR next_unit "(${next_unit} + 1) % ${units}")
  endif()

  string(REGEX MATCHALL "#include [^\n]*" includes "${program}")
  list(APPEND includes_${unit} ${includes})
  string(REGEX REPLACE "#include [^\n]*" "" program "${program}")
  string(REPLACE "-" "_" id "${name}")
  string(REPLACE "int main(" "void ${id}_main(" program "${program}")
  set(main "${id}_main")
  set(program "#line ${line} \"${page}\"\n${program}")
  if(NOT program MATCHES "template <>")
    set(program "namespace ${id}_page {\n${program}}  // namespace ${id}_page\n")
    set(main "${id}_page::${main}")
  endif()
  string(APPEND programs_${unit} "${program}"
    "static const loopscope::test::Snippet ${id}_snippet(\"${name}\", ${main}, "
    "R\"output(${output})output\");\n\n")
endforeach()

foreach(unit RANGE ${units})
  list(APPEND includes_${unit} "#include <tests/doc/snippet.h>")
  list(REMOVE_DUPLICATES includes_${unit})
  list(SORT includes_${unit})
  list(JOIN includes_${unit} "\n" includes)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/doc/snippets_${unit}.cpp)
  set(content "// Made from resources/doc by tests/doc/snippets.cmake.\n${includes}\n\n")
  string(APPEND content "${programs_${unit}}")
  set(known "")
  if(EXISTS ${source})
    file(READ ${source} known)
  endif()
  if(NOT known STREQUAL content)
    file(WRITE ${source} "${content}")
  endif()
  target_sources(doc_tests PRIVATE ${source})
  # Each is several programs as it is.
  set_source_files_properties(${source} PROPERTIES SKIP_AUTOMOC ON
    SKIP_UNITY_BUILD_INCLUSION ON)
endforeach()
target_compile_options(doc_tests PRIVATE -O0 -g0)
