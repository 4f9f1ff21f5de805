/// A hash that is the same in every process and on every machine: FNV-1a of 128 bits.
///
/// It tells texts apart that became different by accident or by editing. It is no protection against somebody who looks for
/// another text of the same hash. Source: IETF draft "The FNV Non-Cryptographic Hash Algorithm".
struct StableHash: Sendable, Hashable {
    private var state: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

    /// The hash of a text's UTF-8.
    init(of text: String) {
        for byte in text.utf8 { state = (state ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b }
    }

    /// Thirty-two hexadecimal digits.
    var text: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }

    /// A hash that was written down.
    /// - Returns: `nil` for what ``text`` does not write.
    init?(written text: some StringProtocol) {
        guard text.utf8.count == 32, let state = UInt128(text, radix: 16) else { return nil }
        self.state = state
        guard self.text == text else { return nil }
    }
}
