public import Athanor

/// Where an executable takes its history from.
public protocol RevisionSource: Sendable {
    /// The revisions that were compiled in, or `nil` to read files from the folder that the configuration names.
    var registry: RevisionRegistry? { get }
}

/// The folder of revision files that the configuration names, read each time a command runs.
public struct RevisionFolder: RevisionSource {
    /// The folder that the configuration names.
    public init() {}

    /// None.
    public var registry: RevisionRegistry? { nil }
}

extension RevisionRegistry: RevisionSource {
    /// The registry itself.
    public var registry: RevisionRegistry? { self }
}
