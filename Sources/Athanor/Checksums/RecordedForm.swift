/// The form in which checksums and fingerprints contain values whose Swift types have changed. Recorded checksums contain
/// the names, labels and order that the types had before. A checksum that differs would call an applied revision edited.
enum RecordedForm {
    /// A comment was a text, empty for none.
    enum ColumnAlteration {
        case setComment(String, was: String?)
    }

    /// A comment was a text, empty for none.
    enum ObjectOperation {
        case setComment(Athanor.DatabaseObject, String, was: String?)
    }

    /// The table was the first value of a column.
    enum DatabaseObject {
        case column(QualifiedName, String)
    }
}

extension RecordedForm {
    /// Returns the value to record instead of one whose type has changed.
    static func of(_ value: Any) -> Any? {
        switch value {
        case Athanor.ColumnAlteration.setComment(let comment, let was):
            ColumnAlteration.setComment(comment ?? "", was: text(of: was))
        case Athanor.ObjectOperation.setComment(let object, let comment, let was):
            RecordedForm.ObjectOperation.setComment(object, comment ?? "", was: text(of: was))
        case Athanor.DatabaseObject.column(let column, let table):
            DatabaseObject.column(table, column)
        // The operation had the properties of the definition, and was the definition in a drop.
        case let create as CreateMaterializedView: create.view
        default: nil
        }
    }

    /// Returns the type's name in the record.
    static func typeName(of value: Any) -> String {
        value is MaterializedViewDefinition ? "CreateMaterializedView" : String(describing: type(of: value))
    }

    /// Returns the text to record for a property that is `nil`. Other such properties are left out.
    static func text(ofNil property: String?, in value: Any) -> String? {
        switch (value, property) {
        case (is TableDefinition, "comment"), (is ColumnDefinition, "comment"): ""
        default: nil
        }
    }

    private static func text(of comment: PreviousComment) -> String? {
        switch comment {
        case .unknown: nil
        case .comment(let text): text ?? ""
        }
    }
}
