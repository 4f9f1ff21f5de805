extension String {
    /// The text in quotes with escapes, so that its end is unambiguous in a text that is compared. Its line endings are
    /// line feeds.
    package var comparableQuoted: String {
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "\n") where bytes.last == UInt8(ascii: "\r"): bytes.removeLast()
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
            default: break
            }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }
}
