/// Decodes a `Decodable` value from a row.
struct RowDecoder: Decoder {
    let row: ResultRow
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Columns(row: row))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw DecodingError.typeMismatch(
            [Any].self, .init(codingPath: [], debugDescription: "a row is decoded by column name"))
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        guard let column = row.columns.first, row.columns.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: [],
                    debugDescription: "a single value needs a row of one column, and this has \(row.columns.count)"))
        }
        return try ColumnDecoder(row: row, column: column)
    }

    private struct Columns<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let row: ResultRow
        var codingPath: [any CodingKey] { [] }
        var allKeys: [Key] { row.columns.compactMap { Key(stringValue: $0) } }

        /// Always true, so that an optional property whose column is missing is an error and not silently `nil`.
        func contains(_ key: Key) -> Bool { true }

        func decodeNil(forKey key: Key) throws -> Bool {
            try row.value(of: key.stringValue, as: Any?.self) == .null
        }

        func decode<Decoded: Decodable>(_ type: Decoded.Type, forKey key: Key) throws -> Decoded {
            try ColumnDecoder(row: row, column: key.stringValue).decode(type)
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> {
            try ColumnDecoder(row: row, column: key.stringValue).container(keyedBy: type)
        }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            try ColumnDecoder(row: row, column: key.stringValue).unkeyedContainer()
        }

        func superDecoder() -> any Decoder { RowDecoder(row: row) }

        func superDecoder(forKey key: Key) throws -> any Decoder {
            try ColumnDecoder(row: row, column: key.stringValue)
        }
    }
}

/// Decodes the value of one column.
private struct ColumnDecoder: Decoder, SingleValueDecodingContainer {
    let row: ResultRow
    let column: String
    let value: Value
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(row: ResultRow, column: String) throws(RowError) {
        self.row = row
        self.column = column
        value = try row.value(of: column, as: Any.self)
    }

    func decodeNil() -> Bool { value == .null }

    func decode<Decoded: Decodable>(_ type: Decoded.Type) throws -> Decoded {
        if let readable = type as? any SQLReadable.Type, let decoded = try read(readable) as? Decoded { return decoded }
        return try Decoded(from: self)
    }

    private func read<Read: SQLReadable>(_ type: Read.Type) throws(RowError) -> Read {
        try row.read(value, of: column, as: type)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw row.refusal(
            of: value, in: column, as: [String: Any].self,
            because: "a column has no parts; read it as String and decode that")
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw row.refusal(
            of: value, in: column, as: [Any].self, because: "an array is read if its elements are SQLReadable")
    }
}
