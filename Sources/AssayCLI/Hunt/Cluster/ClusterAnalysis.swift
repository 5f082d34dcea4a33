import Evidence
import Hunt
import Integrity
import Pages
import Query

/// `cluster` over a case.
struct ClusterAnalysis: Analysis {
  static let name = "cluster"

  /// What is done with the rows.
  enum Method {
    case shapes(ShapeClustering)
    case compatible(CompatibleClustering)
  }

  let method: Method

  init(_ method: Method) { self.method = method }

  init(_ question: Question) throws {
    let summary = question[parameter: "summary"] != nil
    let minimum = question[parameter: "min_samples"]?.int.flatMap { Int(exactly: $0) } ?? 2
    if let columns = question[parameter: "columns"]?.strings {
      method = .compatible(
        CompatibleClustering(
          columns: columns,
          features: question[parameter: "features"]?.string.flatMap { FeatureRows.Kind(rawValue: $0) },
          radius: question[parameter: "eps"]?.number ?? ClusterCommand.defaultRadius, minimumSamples: minimum,
          normalization: question[parameter: "normalize"]?.string
            .flatMap { CompatibleClustering.Normalization(rawValue: $0) } ?? .rows,
          isSummary: summary))
    } else {
      method = .shapes(
        ShapeClustering(
          field: question[parameter: "field"]?.string, by: question[parameter: "by"]?.string,
          similarity: question[parameter: "similarity"]?.number ?? ClusterCommand.defaultSimilarity,
          minimumSize: minimum, isSummary: summary))
    }
  }

  var parameters: [JSONValue.Member] {
    switch method {
    case .shapes(let shapes):
      (shapes.field.map { [.init("field", .string($0))] } ?? [])
        + (shapes.by.map { [.init("by", .string($0))] } ?? [])
        + [
          .init("similarity", .double(shapes.similarity)), .init("min_samples", .number(shapes.minimumSize)),
        ] + (shapes.isSummary ? [.init("summary", .bool(true))] : [])
    case .compatible(let compatible):
      [
        .init("columns", .array(compatible.columns.map { .string($0) })),
        .init("eps", .double(compatible.radius)), .init("min_samples", .number(compatible.minimumSamples)),
        .init("normalize", .string(compatible.normalization.rawValue)),
      ] + (compatible.features.map { [.init("features", .string($0.rawValue))] } ?? [])
        + (compatible.isSummary ? [.init("summary", .bool(true))] : [])
    }
  }

  func answer(_ selection: Selection, _ output: AnalysisOutput) throws {
    try answer(.selection(selection), output)
  }

  /// Over rows of a case or a file.
  func answer(_ source: HuntRows.Source, _ output: AnalysisOutput) throws {
    switch method {
    case .shapes(let shapes): try shapes.answer(source, output)
    case .compatible(let compatible): try compatible.answer(source, output)
    }
  }
}
