/// The methods that create the operations of a revision's `upgrade` and `downgrade`: `op`.
///
/// Each method returns a value. Nothing runs until the migrator lowers the values for the present database. `op` only
/// knows the database's kind, the `-x` arguments and the `--tag` of the command line, and the definition files.
public struct Operations: Sendable {
    /// The database that the revision will run on.
    public let databaseKind: DatabaseKind
    /// The files with definitions of views.
    let definitionFiles: DefinitionFiles
    private let given: GivenArguments

    /// The `-x name=value` arguments of the command line. For one that the revision needs, use ``argument(_:)``.
    public var arguments: [String: String] { given.arguments }
    /// The `--tag` of the command line, a name for the run.
    public var tag: String? { given.tag }

    /// Returns an argument that the revision needs.
    /// - Parameter name: the name in `-x name=value`.
    /// - Throws: ``OperationError`` if the argument is not given.
    public func argument(_ name: String) throws(OperationError) -> String {
        guard let value = arguments[name] else {
            throw OperationError(
                "the argument \"\(name)\" is missing",
                advice: "Give it on the command line, `-x \(name)=…`, or in code, in `MigratorOptions.arguments`.")
        }
        return value
    }

    /// The value that a migrator passes to revisions.
    public init(
        databaseKind: DatabaseKind, arguments: [String: String] = [:], tag: String? = nil,
        definitionFiles: DefinitionFiles = .none
    ) {
        self.init(
            databaseKind: databaseKind, given: GivenArguments(arguments, tag: tag), definitionFiles: definitionFiles)
    }

    private init(databaseKind: DatabaseKind, given: GivenArguments, definitionFiles: DefinitionFiles) {
        self.databaseKind = databaseKind
        self.given = given
        self.definitionFiles = definitionFiles
    }

    /// The same value, with arguments that were not read yet.
    var unasked: Operations {
        Operations(databaseKind: databaseKind, given: given.unasked, definitionFiles: definitionFiles)
    }

    /// Whether a revision has read the arguments or the tag.
    var hasBeenAskedForArguments: Bool { given.hasBeenAskedFor }

    /// Runs SQL as it is written: one statement, or several separated by semicolons.
    ///
    /// An error names the file and line of the call, then the line and column in the SQL.
    /// - Parameters:
    ///   - sql: the SQL, in the database's own dialect. An interpolation becomes part of the SQL; a value from outside
    ///     belongs in `values`.
    ///   - values: the values for its placeholders `$1`, `$2` …, on every database; with values, only one statement is
    ///     allowed.
    ///   - reverse: the SQL that undoes it, for the downgrade; one statement or several.
    ///   - reverseValues: the values for the placeholders of `reverse`.
    ///   - file: the file of the call.
    ///   - line: the line of the call.
    public func execute(
        _ sql: String, _ values: [Value] = [], reverse: String? = nil, reverseValues: [Value] = [],
        file: String = #fileID, line: Int = #line
    ) -> ExecuteSQL {
        func source(_ name: String, _ text: String) -> SourceSlice {
            SourceText(path: "\(file):\(line) \(name)", text: text).all
        }
        return ExecuteSQL(
            ExecuteSQL.BoundScript(source("op.execute", sql), values: values),
            reverse: reverse.map {
                ExecuteSQL.BoundScript(source("op.execute reverse", $0), values: reverseValues)
            }, definitionFiles: definitionFiles)
    }

    /// Runs operations outside the revision's transaction. Each of their steps commits on its own, and gets an entry in
    /// the log.
    ///
    /// When a step fails, the finished ones are kept, and the next run continues after them.
    public func autocommit(@OperationsBuilder _ operations: () throws -> OperationList) rethrows -> Autocommit {
        Autocommit(try operations().operations)
    }

    /// Runs code inside the revision's transaction.
    /// - Parameters:
    ///   - label: a short description of the code, which is all that a plan can show.
    ///   - body: the code; it gets the connection that the revision runs on.
    ///   - reverse: the code that undoes it, for the downgrade.
    public func run(
        _ label: String, _ body: @escaping @Sendable (any Connection) async throws -> Void,
        reverse: (@Sendable (any Connection) async throws -> Void)? = nil
    ) -> RunCode {
        RunCode(label: label, body: body, reverse: reverse)
    }
}
