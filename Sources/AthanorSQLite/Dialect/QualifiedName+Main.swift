internal import Athanor

extension QualifiedName {
    /// The name in `main` unless it has a schema: without one, SQLite looks among the temporary objects first, and a directive
    /// means the table or view that lasts. (https://sqlite.org/lang_naming.html)
    var inMain: QualifiedName { QualifiedName(schema: schema ?? "main", name: name) }
}
