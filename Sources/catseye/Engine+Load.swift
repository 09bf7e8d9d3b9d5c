import CSystem
import Engine
import Kernels
import Model

extension Engine {
  /// Loads the model that --model names, or else an installed one, and starts its threads.
  static func load(_ arguments: Arguments, threads: Int) throws(Failure) -> Engine {
    var path: String
    if arguments.value("--model") == nil, let installed = DefaultModel.find() {
      path = installed
      Console.tell("the model is \(installed)")
    } else {
      path = try arguments.required("--model", "the path of a .ceye file")
      if unsafe catseye_file_exists(path) == 0, let installed = DefaultModel.find(named: path) { path = installed }
    }
    let instructionSet = try Arguments.instructionSet()
    let model: Model
    do throws(ModelError) {
      model = try Model(path: path)
    } catch {
      throw Failure(error, path: path)
    }
    do throws(EngineError) {
      let kernels: KernelChoice = arguments.flag("--tune") ? .timed : .usual
      return try unsafe Engine(model, threads: threads, instructionSet: instructionSet, kernels: kernels)
    } catch {
      throw Failure(error)
    }
  }
}
