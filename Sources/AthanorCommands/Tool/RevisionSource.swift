public import Athanor

/// The source of an executable's history.
public protocol RevisionSource: Sendable {
    /// The compiled-in revisions; `nil` to read files from the folder that the configuration names.
    var registry: RevisionRegistry? { get }
}

/// The folder of revision files that the configuration names, read each time a command runs.
public struct RevisionFolder: RevisionSource {
    /// The folder that the configuration names.
    public init() {}

    /// Always `nil`: no revisions are compiled in.
    public var registry: RevisionRegistry? { nil }
}

extension RevisionRegistry: RevisionSource {
    /// The registry itself.
    public var registry: RevisionRegistry? { self }
}
