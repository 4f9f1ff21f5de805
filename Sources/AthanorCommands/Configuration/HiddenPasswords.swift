internal import Athanor

extension SourceText {
    /// The same text with `*` for every byte of whatever may be a password in a URL, so that places in it stay places.
    ///
    /// Errors show source lines, and the line at fault may hold the database's URL. Where it is not clear where the
    /// password begins and ends, too much is hidden rather than too little.
    var hidingPasswords: SourceText {
        var bytes = Array(text.utf8)
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            for index in Self.placesOfPasswords(in: line) { bytes[index] = UInt8(ascii: "*") }
        }
        return SourceText(path: path, text: String(decoding: bytes, as: UTF8.self))
    }

    /// The places of a line, or of an argument, that may belong to a password.
    static func placesOfPasswords(in line: ArraySlice<UInt8>) -> [Int] {
        var hidden: [Int] = []
        let (colon, slash) = (UInt8(ascii: ":"), UInt8(ascii: "/"))
        if let at = line.lastIndex(of: UInt8(ascii: "@")) {
            let slashes = line.indices.first { index in
                line[index] == colon && line[index...].dropFirst().prefix(2).elementsEqual([slash, slash])
            }
            let userInformation = slashes.map { $0 + 1 } ?? line.startIndex
            if userInformation < at, let start = line[userInformation..<at].firstIndex(of: colon) {
                hidden += Array(start + 1..<at)
            }
        }
        var rest = line
        while let name = rest.firstRange(of: Array("password=".utf8)) {
            let end = rest[name.upperBound...].firstIndex { $0 == UInt8(ascii: "&") } ?? rest.endIndex
            hidden += Array(name.upperBound..<end)
            rest = rest[end...]
        }
        return hidden
    }
}
