using Surety.Benchmarks;
using Surety.Benchmarks.AgreementFiles;

// bench/run builds this and calls it. Leaves with 1 where answers differ, never because something was slow.
var options = Options.Read(args);
return options.Work switch
{
    "W5" => AgreementFilesWork.Run(options),
    _ => options.Unknown(),
};
