internal import Athanor

/// Privileges as the text of an `aclitem[]`, such as `{alice=arwdDxt/alice,=r/alice,bob=a*r/alice}`.
///
/// Source: PostgreSQL documentation, "Privileges"; `aclitemout` and `putid` in PostgreSQL's `acl.c`.
struct PrivilegesText {
    /// The privileges, sorted.
    let privileges: [GrantedPrivilege]

    /// Reads a text; `nil` if it is no such array.
    init?(_ text: String) {
        guard let items = ArrayText(text) else { return nil }
        var privileges: [GrantedPrivilege] = []
        for item in items.elements {
            guard let item, let read = Self.privileges(item) else { return nil }
            privileges += read
        }
        self.privileges = privileges.sorted()
    }

    /// The privileges of one item: `grantee=letters/grantor`, where a `*` follows the letter of a grantable privilege.
    private static func privileges(_ item: String) -> [GrantedPrivilege]? {
        var rest = item.utf8[...]
        let grantee = takeRole(from: &rest)
        guard rest.popFirst() == UInt8(ascii: "="), let slash = rest.firstIndex(of: UInt8(ascii: "/")) else {
            return nil
        }
        let letters = rest[..<slash]
        rest = rest[rest.index(after: slash)...]
        let grantor = ExactText(takeRole(from: &rest))
        guard rest.isEmpty else { return nil }
        var privileges: [GrantedPrivilege] = []
        for (index, letter) in zip(letters.indices, letters) where letter != UInt8(ascii: "*") {
            let next = letters.index(after: index)
            privileges.append(
                GrantedPrivilege(
                    grantee: grantee.isEmpty ? nil : ExactText(grantee), grantor: grantor,
                    name: names[letter] ?? ExactText(String(decoding: [letter], as: UTF8.self)),
                    isGrantable: next < letters.endIndex && letters[next] == UInt8(ascii: "*")))
        }
        return privileges
    }

    /// Removes a role's name, which is in double quotes if it has characters other than letters, digits and `_`.
    private static func takeRole(from rest: inout Substring.UTF8View) -> String {
        var (name, isQuoted) = ([UInt8](), false)
        while let byte = rest.first, isQuoted || (byte != UInt8(ascii: "=") && byte != UInt8(ascii: "/")) {
            rest.removeFirst()
            guard byte == UInt8(ascii: "\"") else {
                name.append(byte)
                continue
            }
            if isQuoted, rest.first == byte {
                rest.removeFirst()
                name.append(byte)
            } else {
                isQuoted.toggle()
            }
        }
        return String(decoding: name, as: UTF8.self)
    }

    /// The privileges by their letters.
    private static let names: [UInt8: ExactText] = [
        UInt8(ascii: "r"): "SELECT", UInt8(ascii: "a"): "INSERT", UInt8(ascii: "w"): "UPDATE",
        UInt8(ascii: "d"): "DELETE", UInt8(ascii: "D"): "TRUNCATE", UInt8(ascii: "x"): "REFERENCES",
        UInt8(ascii: "t"): "TRIGGER", UInt8(ascii: "m"): "MAINTAIN", UInt8(ascii: "X"): "EXECUTE",
        UInt8(ascii: "U"): "USAGE", UInt8(ascii: "C"): "CREATE",
    ]
}
