// A library to be preloaded; it has nothing to call.
