/// A hash of texts that is the same in every process: FNV-1a of 64 bits.
struct Fingerprint: Sendable {
    private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

    /// The hash in hexadecimal digits.
    var text: String { String(hash, radix: 16) }

    /// Adds a text, and that it ends.
    mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        add(0)
    }

    private mutating func add(_ byte: UInt8) {
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
}
