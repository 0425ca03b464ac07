# The libraries that seenby is made of, once: the build finds them by this list, and so does
# find_package(seenby), which is why this file is installed.
set(seenby_packages Threads fmt simdjson absl tomlplusplus)
# What has no CMake files of its own in Debian 12; X becomes PkgConfig::X, from libX.pc or X.pc.
set(seenby_pkg_config_modules isal=libisal zlib=zlib zstd=libzstd utf8proc=libutf8proc hwy=libhwy
    hwy-sort=libhwy-contrib re2=re2)
