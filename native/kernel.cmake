# SPDX-License-Identifier: GPL-2.0
#
# What the addon and engine/ have in common, as two libraries of objects: a kernel (instance), and
# programs of a fuzzer on it (fuzz).
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE)
	set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")

add_compile_options(-Wall -Wextra -Wno-unused-parameter)
include_directories("${CMAKE_CURRENT_LIST_DIR}/../kernel/include")
find_package(Threads REQUIRED)

file(GLOB INSTANCE_SOURCES CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/src/*.cc")
list(FILTER INSTANCE_SOURCES EXCLUDE REGEX "/(js_[a-z]*|exec[a-z_]*|instance_backend|addon)\\.cc$")
add_library(instance OBJECT ${INSTANCE_SOURCES})

file(GLOB FUZZ_SOURCES CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/fuzz/*.cc")
add_library(fuzz OBJECT ${FUZZ_SOURCES})
