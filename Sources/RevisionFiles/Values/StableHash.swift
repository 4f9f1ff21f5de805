/// A hash that is the same in every process and on every machine: FNV-1a of 128 bits.
///
/// It distinguishes texts that differ by accident or by editing. It does not protect against someone who searches for
/// another text with the same hash. Source: IETF draft "The FNV Non-Cryptographic Hash Algorithm".
package struct StableHash: Sendable, Hashable {
    private var state: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

    /// Creates the hash of a text's UTF-8.
    package init(of text: String) {
        for byte in text.utf8 { add(byte) }
    }

    /// Creates the hash of the bytes of a slice, eight at a time, because byte by byte takes long for large texts. It
    /// differs from the hash of the same text as a string. Every step is reversible, so texts that differ in one place
    /// have different hashes.
    package init(ofBytes slice: SourceSlice) {
        let range = slice.utf8Range
        let isDone: Void? = slice.source.text.utf8.withContiguousStorageIfAvailable { bytes in
            add(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[range]))
        }
        if isDone == nil { Array(slice.text.utf8).withUnsafeBytes { add($0) } }
    }

    private mutating func add(_ bytes: UnsafeRawBufferPointer) {
        let words = bytes.count / 8
        for word in 0..<words {
            add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)))
        }
        for byte in bytes.dropFirst(words * 8) { add(byte) }
        add(UInt64(bytes.count))
    }

    private mutating func add(_ word: UInt64) {
        // FNV's own prime has few bits, and two different words could cancel each other out. This is the golden ratio;
        // the shift mixes the high bits into the low ones.
        state = (state ^ UInt128(word)) &* 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835
        state ^= state >> 64
    }

    private mutating func add(_ byte: UInt8) {
        state = (state ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b
    }

    /// Thirty-two hexadecimal digits.
    package var text: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }

    /// Reads a hash that was written as text.
    /// - Returns: `nil` for a text that ``text`` does not produce.
    package init?(written text: some StringProtocol) {
        guard text.utf8.count == 32, let state = UInt128(text, radix: 16) else { return nil }
        self.state = state
        guard self.text == text else { return nil }
    }
}
