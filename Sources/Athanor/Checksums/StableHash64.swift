/// A hash that is the same in every process and on every machine: FNV-1a of 64 bits.
///
/// For short keys that other programs or earlier versions know. To compare contents, use ``StableHash``. Source: IETF
/// draft "The FNV Non-Cryptographic Hash Algorithm".
package struct StableHash64: Sendable, Hashable {
    /// The hash.
    package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// The hash of a text's UTF-8.
    package init(of text: String) {
        for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }
}
