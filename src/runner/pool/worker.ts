// SPDX-License-Identifier: GPL-2.0
/** The program of a worker process. */
import { serve } from "./serve.js";

serve(() => {});
