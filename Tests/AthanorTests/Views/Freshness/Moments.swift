import Foundation

/// A moment written as `2026-03-29 03:00+02:00`.
func moment(_ text: String) throws -> Date {
    try Date(
        text.replacing(" ", with: "T").replacing(/T(\d\d:\d\d)([+-Z])/) { "T\($0.1):00\($0.2)" }, strategy: .iso8601)
}
