System.Console.WriteLine("surety");
