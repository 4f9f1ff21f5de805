internal import Athanor
internal import Foundation

/// The location of Athanor for a new Swift package.
enum AthanorPackage: Sendable, Hashable {
    /// A checkout, by its absolute path.
    case checkout(path: String)
    /// A repository.
    case repository(url: String)

    /// The given location, or else the checkout that this executable was built from.
    /// - Throws: ``ConfigurationError`` when there is no such checkout.
    init(given: String?, invocation: Invocation) throws(ConfigurationError) {
        guard let given else {
            guard Self.isCheckout(Self.builtFrom) else {
                throw ConfigurationError(
                    "the checkout of Athanor that this executable was built from, \(Self.builtFrom), is gone",
                    advice: "Say where Athanor is with --athanor: a checkout's path or a repository's URL.")
            }
            self = .checkout(path: Self.builtFrom)
            return
        }
        if given.contains("://") || given.hasPrefix("git@") {
            self = .repository(url: given)
            return
        }
        let path = URL(fileURLWithPath: invocation.path(given)).standardizedFileURL.path
        guard Self.isCheckout(path) else {
            throw ConfigurationError(
                "--athanor: \(given) holds no Package.swift",
                advice: "Give the path of a checkout of Athanor, or the URL of its repository.",
                isUsage: true)
        }
        self = .checkout(path: path)
    }

    /// The dependency as a package's manifest declares it.
    var declaration: String {
        switch self {
        case .checkout(let path): ".package(name: \"Athanor\", path: \(Self.literal(path)))"
        case .repository(let url): ".package(url: \(Self.literal(url)), branch: \"main\")"
        }
    }

    /// The name of the package in dependencies on its products.
    var packageName: String {
        switch self {
        case .checkout: return "Athanor"
        case .repository(let url):
            let last = url.split { $0 == "/" || $0 == ":" }.last.map(String.init) ?? "Athanor"
            return last.hasSuffix(".git") ? String(last.dropLast(4)) : last
        }
    }

    /// The checkout that this file was compiled in.
    private static let builtFrom = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private static func isCheckout(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(path)/Package.swift")
    }

    /// The text as a literal of Swift.
    static func literal(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\\": "\\\\"
            case "\"": "\\\""
            default: scalar.value < 0x20 ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}
