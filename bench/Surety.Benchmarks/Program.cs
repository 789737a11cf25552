using Surety.Benchmarks;
using Surety.Benchmarks.AgreementFiles;
using Surety.Benchmarks.Availability;
using Surety.Benchmarks.Backtests;
using Surety.Benchmarks.Records;
using Surety.Benchmarks.Served;
using Surety.Benchmarks.Tickets;

// bench/run builds this and calls it. Leaves with 1 where answers differ, never because something was slow.
var options = Options.Read(args);
return options.Work switch
{
    "W1" => AvailabilityWork.Run(options),
    "W2" => TicketsWork.Run(options),
    "W7" => BacktestWork.Run(options),
    "W3" => IngestWork.Run(options),
    "W8" => FiguresWork.Run(options),
    "W6" => MonthCloseWork.Run(options),
    "W5" => AgreementFilesWork.Run(options),
    _ => options.Unknown(),
};
