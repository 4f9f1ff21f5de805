/// The SQL of a database, divided by purpose. Pure.
///
/// A caller takes the part that it needs: ``SQLText`` to quote, ``OperationLowering`` to lower operations,
/// ``TransactionRules`` and ``TimeoutRules`` to run them, ``MetadataSQL`` for the metadata tables.
package typealias Dialect = SQLText & OperationLowering & TransactionRules & TimeoutRules & MetadataSQL
