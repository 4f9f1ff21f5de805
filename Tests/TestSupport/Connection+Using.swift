package import Athanor

/// Opens a connection for as long as `body` lasts, and closes it whatever happens.
package func using<Result>(
    _ connection: any Connection, _ body: (any Connection) async throws -> Result
) async throws -> Result {
    do {
        let result = try await body(connection)
        await connection.close()
        return result
    } catch {
        await connection.close()
        throw error
    }
}
