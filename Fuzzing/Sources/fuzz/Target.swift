/// What is fuzzed.
enum Target: String, CaseIterable {
    /// The reading of SQL revision files, by both databases.
    case revisions
    /// The reading of names and URLs.
    case names

    /// What libFuzzer calls with each input.
    var entryPoint: EntryPoint {
        switch self {
        case .revisions:
            { bytes, count in
                RevisionReading.read(String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self))
                return 0
            }
        case .names:
            { bytes, count in
                NameReading.read(String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self))
                return 0
            }
        }
    }
}
