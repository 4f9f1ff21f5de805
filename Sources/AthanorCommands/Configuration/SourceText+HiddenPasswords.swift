internal import Athanor

extension SourceText {
    /// The text with `*` for every byte that may belong to a password in a URL, so that places in it stay valid.
    ///
    /// Errors show source lines, and the line at fault may contain the database's URL. If it is unclear where the
    /// password begins and ends, too much is hidden rather than too little: the whole value of `database`, since an
    /// error about it means that the URL could not be read, and everything under an unknown key.
    var hidingPasswords: SourceText {
        var bytes = Array(text.utf8)
        var depthOfDatabase: Int?
        var isUnderKey = false
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            var hidden = Self.placesOfPasswords(in: line) + Self.placesOfOtherURLs(in: line)
            let depth = line.prefix { $0 == UInt8(ascii: " ") }.count
            if line.first == UInt8(ascii: "{") {
                // All keys are on one line: `database`, however it is spelled, is found below.
                isUnderKey = true
            } else if depth == 0, !line.isEmpty {
                let bytesOfName = line.prefix { $0 != UInt8(ascii: ":") }
                let name = String(decoding: bytesOfName, as: UTF8.self)
                isUnderKey = bytesOfName.count < line.count && ConfigurationKey(rawValue: name) != nil
                if !isUnderKey {
                    let isKey = bytesOfName.count < line.count && Self.canBeShown(asKey: name)
                    let value = line.dropFirst(isKey ? bytesOfName.count + 1 : 0).drop { $0 == UInt8(ascii: " ") }
                    hidden += Array(value.indices)
                }
            } else if !isUnderKey {
                hidden += Array(line.indices.dropFirst(depth))
            }
            if let outer = depthOfDatabase, depth > outer || depth == line.count {
                hidden += Array(line.indices.dropFirst(depth))
            } else if let value = Self.valueOfDatabase(in: line) {
                depthOfDatabase = depth
                hidden += Array(value)
            } else {
                depthOfDatabase = nil
            }
            for index in hidden { bytes[index] = UInt8(ascii: "*") }
        }
        return SourceText(path: path, text: String(decoding: bytes, as: UTF8.self))
    }

    /// Whether an unknown name looks like a key, and not like a misplaced value.
    static func canBeShown(asKey name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz_-".utf8.contains($0) }
    }

    /// The indices in a line, or in an argument, that may belong to a password.
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
        for equals in line.indices where line[equals] == UInt8(ascii: "=") {
            // A name is short. Without a limit, a line of equals signs would take a time that grows with its square.
            let before = line[..<equals].suffix(longestKey)
            let name = before.suffix(
                from: before.lastIndex { "?& \t\"'".utf8.contains($0) }.map { $0 + 1 } ?? before.startIndex)
            guard DatabaseURL.namesSecret(name) else { continue }
            hidden += Array(equals + 1..<(line[equals...].firstIndex(of: UInt8(ascii: "&")) ?? line.endIndex))
        }
        return hidden
    }

    /// The indices after the colon of each word that looks like a URL without the two slashes: `postgres:secret`.
    static func placesOfOtherURLs(in line: ArraySlice<UInt8>) -> [Int] {
        let words = line.split { byte in " \t\r\"'[]{},=".utf8.contains(byte) }
        return words.flatMap { word -> [Int] in
            let scheme = word.prefix { $0 != UInt8(ascii: ":") }
            let rest = word.dropFirst(scheme.count + 1)
            guard scheme.count > 1, scheme.count < word.count, !rest.starts(with: "//".utf8), !isFile(word) else {
                return []
            }
            return Array(rest.indices)
        }
    }

    /// The maximum number of bytes before a colon or an equals sign in which a name is looked for.
    private static let longestKey = 64

    /// The value in a line whose key is `database`, or was meant to be.
    private static func valueOfDatabase(in line: ArraySlice<UInt8>) -> Range<Int>? {
        let colons = line.indices.filter { line[$0] == UInt8(ascii: ":") }
        for colon in colons {
            // A key is short. Without a limit, the time for a line of colons would grow with the square of its length.
            let before = line[..<colon].suffix(longestKey)
            let words = before.split { byte in " \t\"'{,?".utf8.contains(byte) }
            guard let name = words.last.map({ String(decoding: $0, as: UTF8.self).lowercased() }) else { continue }
            let isMeant = !NearestNames(to: name, among: [ConfigurationKey.database.rawValue]).names.isEmpty
            guard isMeant || name.hasSuffix("url") else { continue }
            let value = line[(colon + 1)...].drop { " \"'".utf8.contains($0) }
            return isFile(value) ? nil : value.startIndex..<line.endIndex
        }
        return nil
    }

    /// Whether a URL only names a file, and so contains no password.
    private static func isFile(_ url: ArraySlice<UInt8>) -> Bool {
        url.starts(with: "sqlite:".utf8) && !url.contains(UInt8(ascii: "@"))
    }
}
