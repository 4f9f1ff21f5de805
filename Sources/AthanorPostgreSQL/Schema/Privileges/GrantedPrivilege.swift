internal import Athanor

/// A privilege that a role has on an object.
struct GrantedPrivilege: Sendable, Hashable, Codable, Comparable {
    /// The role that has it; `nil` for PUBLIC.
    let grantee: ExactText?
    /// The role that granted it.
    let grantor: ExactText
    /// The privilege, such as `SELECT`.
    let name: ExactText
    /// Whether the role can grant it to others.
    let isGrantable: Bool

    /// By grantee, PUBLIC first, then by name and grantor.
    static func < (one: GrantedPrivilege, other: GrantedPrivilege) -> Bool {
        (one.grantee ?? "", one.name, one.grantor) < (other.grantee ?? "", other.name, other.grantor)
    }
}
