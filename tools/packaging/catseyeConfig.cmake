# find_package(catseye): the target catseye::catseye, which is the shared library, or the static one where catseye_USE_STATIC_LIBS is
# on or there is no other; catseye::shared and catseye::static are either. It is found wherever the folder was unpacked.
get_filename_component(_catseye_lib "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)
get_filename_component(_catseye_include "${CMAKE_CURRENT_LIST_DIR}/@INCLUDE@" ABSOLUTE)
include(CMakeFindDependencyMacro)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_dependency(Threads)

if(EXISTS "${_catseye_lib}/libcatseye.so.1" AND NOT TARGET catseye::shared)
  add_library(catseye::shared SHARED IMPORTED)
  set_target_properties(catseye::shared PROPERTIES
    IMPORTED_LOCATION "${_catseye_lib}/libcatseye.so.1" IMPORTED_SONAME libcatseye.so.1
    INTERFACE_INCLUDE_DIRECTORIES "${_catseye_include}")
endif()
if(EXISTS "${_catseye_lib}/libcatseye.a" AND NOT TARGET catseye::static)
  add_library(catseye::static STATIC IMPORTED)
  set_target_properties(catseye::static PROPERTIES
    IMPORTED_LOCATION "${_catseye_lib}/libcatseye.a" IMPORTED_LINK_INTERFACE_LANGUAGES C
    INTERFACE_INCLUDE_DIRECTORIES "${_catseye_include}" INTERFACE_LINK_LIBRARIES "Threads::Threads;m")
endif()
if(NOT TARGET catseye::catseye)
  add_library(catseye::catseye INTERFACE IMPORTED)
  if(TARGET catseye::static AND (catseye_USE_STATIC_LIBS OR NOT TARGET catseye::shared))
    set_target_properties(catseye::catseye PROPERTIES INTERFACE_LINK_LIBRARIES catseye::static)
  elseif(TARGET catseye::shared)
    set_target_properties(catseye::catseye PROPERTIES INTERFACE_LINK_LIBRARIES catseye::shared)
  else()
    set(catseye_FOUND FALSE)
    set(catseye_NOT_FOUND_MESSAGE "neither libcatseye.so.1 nor libcatseye.a is in ${_catseye_lib}")
  endif()
endif()
