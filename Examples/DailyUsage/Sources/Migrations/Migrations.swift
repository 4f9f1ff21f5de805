// The revisions are in Versions/. At each build, the plugin DiscoverRevisions makes `discoveredRevisions` of them, for
// everything that imports this library.
