internal import Athanor

/// The privileges on an object, without the name of its owner. So they can be compared with those on an object of
/// another owner.
struct PrivilegeSet: Sendable, Hashable {
    /// The privileges, and whether each can be granted to others.
    private(set) var grants: [Grant: Bool]

    /// One that has one privilege, and one that granted it.
    struct Grant: Sendable, Hashable, Comparable {
        let grantor: Holder
        let grantee: Holder
        let name: ExactText

        /// By grantor, the owner first, so that a privilege comes before those that its holder granted.
        static func < (one: Grant, other: Grant) -> Bool {
            (one.grantor, one.grantee, one.name) < (other.grantor, other.grantee, other.name)
        }
    }

    /// One that has privileges.
    enum Holder: Sendable, Hashable, Comparable {
        case owner
        case everyone
        case role(ExactText)
    }

    /// Privileges as the catalog has them.
    /// - Parameters:
    ///   - privileges: the privileges.
    ///   - owners: the roles that count as the owner.
    init(_ privileges: [GrantedPrivilege], owners: Set<ExactText>) {
        func holder(_ role: ExactText?) -> Holder {
            guard let role else { return .everyone }
            return owners.contains(role) ? .owner : .role(role)
        }
        grants = [:]
        for privilege in privileges {
            let grant = Grant(
                grantor: holder(privilege.grantor), grantee: holder(privilege.grantee), name: privilege.name)
            add(grant, isGrantable: privilege.isGrantable)
        }
    }

    /// The privileges on a new object without default privileges.
    static func builtIn(_ scope: PrivilegeScope, onServer version: Int) -> PrivilegeSet {
        PrivilegeSet(scope.builtIn(owner: "owner", onServer: version), owners: ["owner"])
    }

    /// No privileges.
    static let none = PrivilegeSet([], owners: [])

    /// The privileges of both.
    func union(_ other: PrivilegeSet) -> PrivilegeSet {
        var union = self
        for (grant, isGrantable) in other.grants { union.add(grant, isGrantable: isGrantable) }
        return union
    }

    /// Adds a privilege, or its grant option.
    mutating func add(_ grant: Grant, isGrantable: Bool) {
        grants[grant] = (grants[grant] ?? false) || isGrantable
    }

    /// Removes a privilege or its grant option, and what its holder has granted by it, as REVOKE … CASCADE does.
    /// - Returns: whether others lost privileges.
    mutating func revoke(_ grant: Grant, optionOnly: Bool) -> Bool {
        let wasGrantable = grants[grant] == true
        grants[grant] = optionOnly ? false : nil
        guard wasGrantable, !mayGrant(grant.grantee, grant.name) else { return false }
        let dependents = grants.keys.filter { $0.grantor == grant.grantee && $0.name == grant.name }
        for dependent in dependents { _ = revoke(dependent, optionOnly: false) }
        return !dependents.isEmpty
    }

    /// Whether a role can grant a privilege to others.
    func mayGrant(_ role: Holder, _ name: ExactText) -> Bool {
        role == .owner || grants.contains { $0.key.grantee == role && $0.key.name == name && $0.value }
    }
}
