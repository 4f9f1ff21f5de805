/// What is compared between two schemas, and how the statements are written.
package struct ComparisonPolicy: Sendable, Hashable {
    /// Whether owners are compared.
    package var owners: Bool
    /// Whether privileges and default privileges are compared.
    package var privileges: Bool
    /// Whether the versions of extensions are compared.
    package var extensionVersions: Bool
    /// Whether the order of columns is compared. It is only reported: no statement changes it.
    package var columnOrder: Bool
    /// Whether large tables stay usable while constraints and indexes are added: by NOT VALID, VALIDATE and
    /// CONCURRENTLY.
    package var isOnline: Bool
    /// The objects that are not compared.
    package var ignored: [ObjectPattern]

    /// The usual policy.
    package init(
        owners: Bool = false, privileges: Bool = true, extensionVersions: Bool = false, columnOrder: Bool = false,
        isOnline: Bool = true, ignored: [ObjectPattern] = []
    ) {
        self.owners = owners
        self.privileges = privileges
        self.extensionVersions = extensionVersions
        self.columnOrder = columnOrder
        self.isOnline = isOnline
        self.ignored = ignored
    }
}
