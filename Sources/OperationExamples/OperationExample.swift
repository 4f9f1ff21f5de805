public import Athanor

/// One use of an operation. The reference page shows it, and a test runs it on each database.
public struct OperationExample: Sendable, CustomStringConvertible {
    /// The name of the method of `op`.
    public let operation: String
    /// The operations to run before.
    public let setup: @Sendable (Operations) -> [any MigrationOperation]
    /// The use.
    public let operations: @Sendable (Operations) throws -> OperationList
    /// Whether it leaves the schema dump unchanged, because it only changes rows or something that the dump does not
    /// show.
    public let leavesSchema: Bool
    /// Whether a downgrade removes all its effects. A validated constraint stays validated.
    public let isUndoneWholly: Bool
    /// The place of the use in the source, to show it.
    public let source: SourceLocation

    /// A place in the source of the examples.
    public struct SourceLocation: Sendable {
        /// The file's path.
        public let path: String
        /// The line of the example's beginning, counted from 1.
        public let line: Int
    }

    init(
        _ operation: String, given setup: @escaping @Sendable (Operations) -> [any MigrationOperation] = { _ in [] },
        leavesSchema: Bool = false, isUndoneWholly: Bool = true, path: String = #filePath, line: Int = #line,
        @OperationsBuilder _ operations: @escaping @Sendable (Operations) throws -> OperationList
    ) {
        self.operation = operation
        self.setup = setup
        self.operations = operations
        self.leavesSchema = leavesSchema
        self.isUndoneWholly = isUndoneWholly
        source = SourceLocation(path: path, line: line)
    }
}

extension OperationExample {
    /// The operation and the line of the example.
    public var description: String { "\(operation) (line \(source.line))" }
}

/// Examples of one kind.
public struct OperationExampleGroup: Sendable {
    /// The heading of the group.
    public let title: String
    /// The examples.
    public let examples: [OperationExample]

    /// All examples, in the order of the reference page.
    public static let all: [OperationExampleGroup] = [
        tables, columns, constraints, indexes, materializedViews, views, triggers, schemas, sequences, enums, domains,
        extensions, routines, privileges, policies, comments, data, running,
    ]
}
