internal import Athanor

/// The schemas in the value of `search_path`.
///
/// The setting accepts unquoted names that SQL does not accept, such as `order`.
///
/// Source: PostgreSQL's `SplitIdentifierString`.
struct SearchPathSetting: Sendable {
    /// The schemas' names, in order; `$user` means the session's role.
    let names: [String]

    init(_ setting: String) {
        var names: [String] = []
        var rest = setting.unicodeScalars[...]
        func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.isASCII && scalar.properties.isWhitespace }
        while true {
            rest = rest.drop { isBlank($0) || $0 == "," }
            guard let first = rest.first else { break }
            var name = String.UnicodeScalarView()
            if first == "\"" {
                rest.removeFirst()
                while let scalar = rest.popFirst() {
                    if scalar == "\"" {
                        guard rest.first == "\"" else { break }
                        rest.removeFirst()
                    }
                    name.append(scalar)
                }
                names.append(String(name))
            } else {
                while let scalar = rest.first, scalar != ",", !isBlank(scalar) {
                    let isCapital = ("A"..."Z").contains(scalar)
                    name.append(isCapital ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
                    rest.removeFirst()
                }
                names.append(String(name))
            }
        }
        self.names = names
    }
}
